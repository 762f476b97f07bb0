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
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the API server's questions about writes, over HTTPS: {@code /mutate} and {@code /validate}. */
public final class WebhookServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS = 10;
    /** An object of etcd may have 1.5 MiB, and an update carries two. */
    private static final int LARGEST_QUESTION = 8 << 20;

    private static final Map<String, AdmissionAnswer.Phase> PATHS = Map.of(
            "/mutate", AdmissionAnswer.Phase.MUTATING,
            "/validate", AdmissionAnswer.Phase.VALIDATING);

    private final Vertx vertx = Vertx.vertx();
    private final ClusterFacts facts;
    private final InstanceInstructions instructions;
    private final HttpServer server;

    private WebhookServer(
            ClusterFacts facts,
            InstanceInstructions instructions,
            ServingCertificate certificate,
            String host,
            int port) {
        this.facts = facts;
        this.instructions = instructions;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(key(certificate)))
                .requestHandler(this::serve);
    }

    /**
     * Starts to listen, and returns when it has answered itself a first question.
     *
     * @param architecture of virtual machines that name none
     * @param port 0 for one that is free
     */
    public static WebhookServer start(
            KubernetesClient client,
            Caches caches,
            String architecture,
            ServingCertificate certificate,
            String host,
            int port) {
        return start(new ApiFacts(client, caches, architecture), new InstancePatches(client), certificate, host, port);
    }

    static WebhookServer start(
            ClusterFacts facts,
            InstanceInstructions instructions,
            ServingCertificate certificate,
            String host,
            int port) {
        WebhookServer webhooks = new WebhookServer(facts, instructions, certificate, host, port);
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
            Rehearsal.hold(webhooks.vertx, certificate, webhooks.port(), PATHS.keySet());
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

    /** Shows another certificate from the next connection on. */
    public void use(ServingCertificate certificate) {
        server.updateSSLOptions(new SSLOptions().setKeyCertOptions(key(certificate)))
                .onFailure(e -> LOG.warn("the new certificate of the webhooks cannot be used: {}", e.getMessage()));
    }

    private static PemKeyCertOptions key(ServingCertificate certificate) {
        return new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(certificate.certificatePem()))
                .setKeyValue(Buffer.buffer(certificate.keyPem()));
    }

    private void serve(HttpServerRequest request) {
        AdmissionAnswer.Phase phase = PATHS.get(request.path());
        if (phase == null) {
            end(request, 404, "text/plain", Buffer.buffer("There are /mutate and /validate."));
            return;
        }
        Buffer question = Buffer.buffer();
        request.handler(part -> {
            if (question.length() + part.length() <= LARGEST_QUESTION) {
                question.appendBuffer(part);
            } else {
                request.connection().close();
            }
        });
        request.endHandler(_ -> Thread.ofVirtual().name("admission").start(() -> answer(request, phase, question)));
    }

    private void answer(HttpServerRequest request, AdmissionAnswer.Phase phase, Buffer question) {
        try {
            JsonNode asked = JSON.readTree(question.getBytes());
            end(
                    request,
                    200,
                    "application/json",
                    Buffer.buffer(AdmissionAnswer.to(asked, phase, facts, instructions)
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
