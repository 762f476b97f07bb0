package dev.slipway.operator.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.admission.InstanceInstructions;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.operator.authority.ServingCertificate;
import dev.slipway.operator.cluster.ApiFacts;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.InstancePatches;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the API server's questions about writes, over HTTPS, at {@link WebhookPaths}. */
public final class WebhookServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS = 10;
    /** An object of etcd may have 1.5 MiB, and an update carries two. */
    private static final int LARGEST_QUESTION = 8 << 20;

    /** A question comes at once, or its sender does not ask in earnest. */
    private static final long QUESTION_MILLIS = 30_000;

    /** Longer than the API server keeps a connection that it does not use, 90 s. */
    private static final int IDLE_SECONDS = 300;

    /** What strangers tell an instance is told to nobody, and they may ask again. */
    private static final InstanceInstructions UNTOLD = (namespace, instance, patch) -> false;

    private final Vertx vertx = Vertx.vertx();
    private final ClusterFacts facts;
    private final InstanceInstructions instructions;
    private final HeldBytes room = new HeldBytes(64L << 20);
    private final HeldBytes roomForStrangers = new HeldBytes(2L * LARGEST_QUESTION);
    private final HttpServer server;
    private volatile WebhookPaths paths;

    private WebhookServer(ClusterFacts facts, InstanceInstructions instructions, Shown shown, String host, int port) {
        this.facts = facts;
        this.paths = shown.paths();
        this.instructions = instructions;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setKeyCertOptions(key(shown.certificate())))
                .requestHandler(this::serve);
    }

    /**
     * By what the API server knows this one, and this one the API server.
     *
     * @param certificate that is shown
     * @param paths where questions come
     */
    public record Shown(ServingCertificate certificate, WebhookPaths paths) {
        /** Returns whether both are the same. */
        public boolean sameAs(Shown other) {
            return certificate.sameAs(other.certificate) && paths.equals(other.paths);
        }
    }

    /**
     * Starts to listen, and returns when it has answered itself a first question.
     *
     * @param architecture of virtual machines that name none
     * @param port 0 for one that is free
     */
    public static WebhookServer start(
            KubernetesClient client, Caches caches, String architecture, Shown shown, String host, int port) {
        return start(new ApiFacts(client, caches, architecture), new InstancePatches(client), shown, host, port);
    }

    static WebhookServer start(
            ClusterFacts facts, InstanceInstructions instructions, Shown shown, String host, int port) {
        WebhookServer webhooks = new WebhookServer(facts, instructions, shown, host, port);
        try {
            webhooks.server.listen().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            webhooks.close();
            throw new IllegalStateException(
                    "The operator cannot listen on " + host + ":" + port
                            + " for admission; choose another port with SLIPWAY_WEBHOOK_PORT.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            webhooks.close();
            throw new IllegalStateException("interrupted while starting to listen", e);
        }
        try {
            Rehearsal.hold(
                    webhooks.vertx,
                    shown.certificate(),
                    webhooks.port(),
                    shown.paths().all());
            return webhooks;
        } catch (IllegalStateException e) {
            webhooks.close();
            throw e;
        }
    }

    /** Returns the port that is listened on. */
    public int port() {
        return server.actualPort();
    }

    /** Shows another certificate from the next connection on, and is asked at other paths. */
    public void use(Shown shown) {
        paths = shown.paths();
        server.updateSSLOptions(new SSLOptions().setKeyCertOptions(key(shown.certificate())))
                .onFailure(e -> LOG.warn("the new certificate of the webhooks cannot be used: {}", e.getMessage()));
    }

    private static PemKeyCertOptions key(ServingCertificate certificate) {
        return new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(certificate.certificatePem()))
                .setKeyValue(Buffer.buffer(certificate.keyPem()));
    }

    private void serve(HttpServerRequest request) {
        Optional<WebhookPaths.Way> way = paths.find(request.path());
        if (way.isEmpty()) {
            end(request, 404, "text/plain", Buffer.buffer("There are /mutate and /validate."));
            return;
        }
        Question question = new Question(way.get().trusted() ? room : roomForStrangers, LARGEST_QUESTION);
        long patience =
                vertx.setTimer(QUESTION_MILLIS, _ -> request.connection().close());
        request.exceptionHandler(_ -> {
            vertx.cancelTimer(patience);
            question.close();
        });
        request.handler(part -> {
            if (!question.add(part)) {
                question.close();
                request.connection().close();
            }
        });
        request.endHandler(_ -> {
            vertx.cancelTimer(patience);
            Thread.ofVirtual().name("admission").start(() -> answer(request, way.get(), question));
        });
    }

    private void answer(HttpServerRequest request, WebhookPaths.Way way, Question question) {
        try (question) {
            JsonNode asked = JSON.readTree(question.bytes());
            end(
                    request,
                    200,
                    "application/json",
                    Buffer.buffer(AdmissionAnswer.to(asked, way.phase(), facts, way.trusted() ? instructions : UNTOLD)
                            .toString()));
        } catch (JsonProcessingException e) {
            end(request, 400, "text/plain", Buffer.buffer("The body is no AdmissionReview: " + e.getOriginalMessage()));
        } catch (RuntimeException | java.io.IOException e) {
            LOG.error("a write could not be judged", e);
            end(
                    request,
                    500,
                    "text/plain",
                    Buffer.buffer("The operator could not judge this write: " + e.getMessage()));
        }
    }

    private static void end(HttpServerRequest request, int code, String type, Buffer body) {
        request.response().setStatusCode(code).putHeader("content-type", type).end(body);
    }

    @Override
    public void close() {
        vertx.close();
    }
}
