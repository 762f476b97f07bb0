package dev.slipway.operator.cluster;

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
 * write, and its deletion knows no precondition on the uid.
 */
final class ApiRequests {
    private static final int PATIENCE_SECONDS = 30;
    private static final int FIRST_ERROR = 300;

    private final KubernetesClient client;

    ApiRequests(KubernetesClient client) {
        this.client = client;
    }

    void patch(String path, String contentType, String body) {
        send("PATCH", path + "?fieldManager=" + ObjectWriter.FIELD_MANAGER, contentType, body);
    }

    void put(String path, String body) {
        send("PUT", path, "application/json", body);
    }

    void delete(String path, String body) {
        send("DELETE", path, "application/json", body);
    }

    private void send(String method, String path, String contentType, String body) {
        URI uri = URI.create(client.getMasterUrl().toString()).resolve(path);
        try {
            HttpResponse<String> response = client.getHttpClient()
                    .sendAsync(
                            client.getHttpClient()
                                    .newHttpRequestBuilder()
                                    .uri(uri)
                                    .method(method, contentType, body)
                                    .build(),
                            String.class)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (response.code() >= FIRST_ERROR) {
                Status status = status(response);
                throw new KubernetesClientException(
                        method + " " + path + ": " + status.getMessage(), response.code(), status);
            }
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
