package dev.slipway.operator.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends patches and deletions as they are. The client's own patch reads the object first, which doubles the time of every
 * write, and its deletion knows no precondition on the uid. Of what was patched only the metadata is asked for: the rest
 * comes with the watches.
 */
final class ApiRequests {
    private static final int PATIENCE_SECONDS = 30;
    private static final int FIRST_ERROR = 300;
    private static final String JSON = "application/json";
    private static final String METADATA = JSON + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private final KubernetesClient client;

    ApiRequests(KubernetesClient client) {
        this.client = client;
    }

    /** Patches, and returns the metadata of what is stored now. */
    ObjectMeta patch(String path, String contentType, String body) {
        String answer =
                send("PATCH", path + "?fieldManager=" + ObjectWriter.FIELD_MANAGER, contentType, body, METADATA);
        return client.getKubernetesSerialization()
                .unmarshal(answer, GenericKubernetesResource.class)
                .getMetadata();
    }

    void put(String path, String body) {
        send("PUT", path, JSON, body, JSON);
    }

    void delete(String path, String body) {
        send("DELETE", path, JSON, body, JSON);
    }

    private String send(String method, String path, String contentType, String body, String accepted) {
        URI uri = URI.create(client.getMasterUrl().toString()).resolve(path);
        try {
            HttpResponse<String> response = client.getHttpClient()
                    .sendAsync(
                            client.getHttpClient()
                                    .newHttpRequestBuilder()
                                    .uri(uri)
                                    .method(method, contentType, body)
                                    .header("Accept", accepted)
                                    .build(),
                            String.class)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (response.code() >= FIRST_ERROR) {
                Status status = status(response);
                throw new KubernetesClientException(
                        method + " " + path + ": " + status.getMessage(), response.code(), status);
            }
            return response.body();
        } catch (ExecutionException | TimeoutException e) {
            throw new KubernetesClientException(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException(method + " " + path + " was interrupted", e);
        }
    }

    private Status status(HttpResponse<String> response) {
        try {
            Status status = client.getKubernetesSerialization().unmarshal(response.body(), Status.class);
            if (status != null && status.getMessage() != null) {
                return status;
            }
        } catch (RuntimeException _) {
            // A proxy in between answers in its own words.
        }
        return new StatusBuilder()
                .withCode(response.code())
                .withMessage(response.body())
                .build();
    }
}
