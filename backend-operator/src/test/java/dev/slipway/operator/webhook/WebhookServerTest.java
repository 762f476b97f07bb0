package dev.slipway.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.machine.admission.EmptyCluster;
import dev.slipway.machine.admission.InstanceInstructions;
import dev.slipway.operator.authority.ThrowawayCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookServerTest {
    private static final InstanceInstructions NOBODY = (namespace, instance, patch) -> {
        throw new AssertionError("no instance is to be told anything");
    };

    private static final String HOST = "127.0.0.1";
    private static final String SECRET = "5ec2e7";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false),
            new PoolOptions().setHttp1MaxSize(20));

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Counts how often admission looks at the configuration, which it does for each review. */
    private static final class CountingFacts extends EmptyCluster {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public KubeVirtConfiguration configuration() {
            asked.incrementAndGet();
            return super.configuration();
        }
    }

    @Test
    void both_webhooks_have_judged_a_machine_before_the_server_counts_as_started() throws GeneralSecurityException {
        CountingFacts facts = new CountingFacts();
        try (WebhookServer _ = WebhookServer.start(facts, NOBODY, shown(), "127.0.0.1", 0)) {
            assertThat(facts.asked).hasValueGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void server_that_cannot_judge_does_not_start() throws GeneralSecurityException {
        EmptyCluster silent = new EmptyCluster() {
            @Override
            public KubeVirtConfiguration configuration() {
                throw new IllegalStateException("the API server is away");
            }
        };
        WebhookServer.Shown shown = shown();
        assertThatThrownBy(() -> WebhookServer.start(silent, NOBODY, shown, "127.0.0.1", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the API server is away");
    }

    /** A Pod with a guest that can move. */
    private static final class OneGuest extends EmptyCluster {
        @Override
        public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
            return switch (resource) {
                case "pods" -> Optional.of(read("""
                        {"metadata":{"labels":{"kubevirt.io":"virt-launcher"},"annotations":{"kubevirt.io/domain":"web"}},
                         "spec":{"nodeName":"n1"},"status":{"phase":"Running"}}"""));
                case "virtualmachineinstances" -> Optional.of(read("""
                        {"metadata":{"name":"web","resourceVersion":"7"},"spec":{"evictionStrategy":"LiveMigrate"},
                         "status":{"nodeName":"n1","phase":"Running","conditions":[{"type":"LiveMigratable","status":"True"}]}}"""));
                default -> Optional.empty();
            };
        }
    }

    private static final String EVICTION = """
            {"request":{"uid":"1","operation":"CREATE","resource":{"group":"","version":"v1","resource":"pods"},
             "subResource":"eviction","namespace":"shop","name":"virt-launcher-web",
             "object":{"metadata":{"name":"virt-launcher-web"}},"userInfo":{"username":"admin"}}}""";

    /** What came back. */
    private record Reply(int status, String body) {}

    @Test
    void only_who_knows_the_path_makes_guests_move() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (WebhookServer server = WebhookServer.start(
                new OneGuest(), (namespace, instance, _) -> told.add(namespace + "/" + instance), shown(), HOST, 0)) {
            Reply stranger = post(server, "/validate", EVICTION);
            assertThat(stranger.status()).isEqualTo(200);
            assertThat(stranger.body()).contains("\"allowed\":false", "\"code\":429", "ask again");
            for (String guessed : List.of("/validate/guessed", "/validate/", "/validate/" + SECRET + "/", "/other")) {
                assertThat(post(server, guessed, EVICTION).status()).as(guessed).isEqualTo(404);
            }
            assertThat(told).isEmpty();
            assertThat(post(server, "/validate/" + SECRET, EVICTION).body()).contains("\"code\":429");
            assertThat(told).containsExactly("shop/web");
        }
    }

    @Test
    void strangers_hold_little_and_take_no_room_from_the_api_server() throws Exception {
        try (WebhookServer server = WebhookServer.start(new OneGuest(), (_, _, _) -> true, shown(), HOST, 0)) {
            AtomicInteger cut = new AtomicInteger();
            for (int i = 0; i < 6; i++) {
                client.request(HttpMethod.POST, server.port(), HOST, "/validate")
                        .onSuccess(request -> {
                            request.exceptionHandler(_ -> cut.incrementAndGet());
                            request.setChunked(true).write(Buffer.buffer(new byte[7 << 20]));
                        });
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> cut.get() >= 4);
            assertThat(post(server, "/validate/" + SECRET, EVICTION + " ".repeat(4 << 20))
                            .body())
                    .contains("\"code\":429");
            assertThat(cut).as("two of 7 MiB are within 16").hasValue(4);
        }
    }

    private Reply post(WebhookServer server, String path, String body) throws Exception {
        return client.request(HttpMethod.POST, server.port(), HOST, path)
                .compose(request -> request.send(body))
                .compose(response -> response.body().map(text -> new Reply(response.statusCode(), text.toString())))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static JsonNode read(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static WebhookServer.Shown shown() throws GeneralSecurityException {
        return new WebhookServer.Shown(ThrowawayCertificate.of("operator.slipway.svc"), new WebhookPaths(SECRET));
    }
}
