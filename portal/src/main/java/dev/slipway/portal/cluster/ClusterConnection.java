package dev.slipway.portal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.api.client.ClientSerialization;
import dev.slipway.portal.PortalSettings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The portal's connection to the Kubernetes API: as itself for mirrors and sign-in, as the signed-in user for everything else. */
@Singleton
public class ClusterConnection {
    private static final int CONNECT_MILLIS = 3_000;

    private final PortalSettings settings;
    private final Instance<ClusterAccess> access;
    private @Nullable KubernetesClient client;

    ClusterConnection(PortalSettings settings, Instance<ClusterAccess> access) {
        this.settings = settings;
        this.access = access;
    }

    /** Returns the client with the portal's own identity; empty while its kubeconfig does not exist yet. */
    public synchronized Optional<KubernetesClient> own() {
        if (client == null) {
            if (access.isResolvable()) {
                client = access.get().connect(impatient(Config.empty()));
                return Optional.of(client);
            }
            Optional<Path> file = settings.kubeconfig();
            if (file.isPresent() && !Files.isReadable(file.get())) {
                return Optional.empty();
            }
            Config config =
                    file.map(path -> Config.fromKubeconfig(path.toFile())).orElseGet(() -> new ConfigBuilder().build());
            client = new KubernetesClientBuilder()
                    .withConfig(impatient(config).build())
                    .withKubernetesSerialization(ClientSerialization.withoutManagedFields())
                    .build();
        }
        return Optional.of(client);
    }

    private static ConfigBuilder impatient(Config config) {
        return new ConfigBuilder(config).withConnectionTimeout(CONNECT_MILLIS).withRequestRetryBackoffLimit(0);
    }

    /** Returns a client that acts as a user; it shares the connection and need not be closed. */
    public Optional<KubernetesClient> as(Identity identity) {
        return own().map(mine -> mine.newClient(
                        new RequestConfigBuilder(mine.getConfiguration().getRequestConfig())
                                .withImpersonateUsername(identity.user())
                                .withImpersonateGroups(identity.groups().toArray(String[]::new))
                                .build())
                .adapt(KubernetesClient.class));
    }

    /** Sends a request as a user and waits for the answer, at most the time set for actions. Never throws for an answer or its absence. */
    public ApiReply send(Identity identity, ApiRequest request) {
        Optional<KubernetesClient> user = as(identity);
        if (user.isEmpty()) {
            return unanswered("The portal has no connection to the Kubernetes API yet.");
        }
        HttpClient http = user.get().getHttpClient();
        URI address = URI.create(user.get().getMasterUrl().toString().replaceAll("/+$", "") + request.path());
        var builder = http.newHttpRequestBuilder().uri(address);
        builder.method(request.method(), request.contentType(), request.body());
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(builder.build(), byte[].class);
        Duration limit = settings.actionTimeout();
        try {
            HttpResponse<byte[]> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            byte[] body = response.body();
            return new ApiReply(response.code(), body == null ? new byte[0] : body);
        } catch (TimeoutException _) {
            answer.cancel(true);
            return unanswered("The Kubernetes API did not answer within " + limit.toSeconds() + " s.");
        } catch (ExecutionException e) {
            return unanswered("The Kubernetes API cannot be reached: " + cause(e) + ".");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return unanswered("The portal is shutting down.");
        }
    }

    /** Returns the innermost message of a failure: what the network said. */
    public static String cause(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        if (innermost instanceof KubernetesClientException e && e.getStatus() != null) {
            return String.valueOf(e.getStatus().getMessage());
        }
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    @PreDestroy
    synchronized void close() {
        if (client != null) {
            client.close();
        }
    }

    private static ApiReply unanswered(String sentence) {
        return new ApiReply(0, sentence.getBytes(UTF_8));
    }
}
