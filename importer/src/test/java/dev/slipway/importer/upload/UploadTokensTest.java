package dev.slipway.importer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTokensTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String BASE = "/apis/upload.cdi.kubevirt.io";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final UploadTokenKey key = UploadTokenKey.fresh();
    private UploadTarget target = new UploadTarget.NotReady("starting");
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        UploadTokens tokens =
                new UploadTokens(vertx, (namespace, claim) -> target, () -> key, InstantSource.fixed(NOW));
        server = vertx.createHttpServer()
                .requestHandler(tokens.router())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<String> post(String body) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:" + server.actualPort() + BASE + "/v1beta1/namespaces/shop/uploadtokenrequests");
        return client.send(
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static final String REQUEST =
            "{\"apiVersion\":\"upload.cdi.kubevirt.io/v1beta1\",\"kind\":\"UploadTokenRequest\","
                    + "\"metadata\":{\"name\":\"t\",\"namespace\":\"shop\"},\"spec\":{\"pvcName\":\"root\"}}";

    @Test
    void upload_claim_gets_a_token_that_verifies() throws Exception {
        HttpResponse<String> reply = post(REQUEST);
        assertThat(reply.statusCode()).isEqualTo(200);
        JsonObject answer = new JsonObject(reply.body());
        assertThat(answer.getString("kind")).isEqualTo("UploadTokenRequest");
        assertThat(answer.getJsonObject("metadata").getString("name")).isEqualTo("t");
        assertThat(answer.getJsonObject("spec").getString("pvcName")).isEqualTo("root");
        String token = answer.getJsonObject("status").getString("token");
        assertThat(UploadToken.verify(token, key, NOW)).hasValue(new UploadToken("shop", "root", NOW));
    }

    @Test
    void missing_claim_gets_no_token() throws Exception {
        target = new UploadTarget.Missing();
        HttpResponse<String> reply = post(REQUEST);
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(reply.body()).getString("reason")).isEqualTo("NotFound");
    }

    @Test
    void claim_without_upload_gets_no_token() throws Exception {
        target = new UploadTarget.NotForUpload();
        HttpResponse<String> reply = post(REQUEST);
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(reply.body()).getString("message"))
                .contains("\"root\"")
                .contains("source.upload");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"spec\":7}",
                "{\"spec\":{\"pvcName\":\"\"}}",
                "{\"spec\":{\"pvcName\":7}}"
            })
    void request_without_claim_is_invalid(String body) throws Exception {
        HttpResponse<String> reply = post(body);
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(reply.body()).getString("message")).contains("spec.pvcName");
    }

    @Test
    void discovery_names_the_resource() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + BASE + "/v1beta1");
        HttpResponse<String> reply = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        JsonObject resource =
                new JsonObject(reply.body()).getJsonArray("resources").getJsonObject(0);
        assertThat(resource.getString("name")).isEqualTo("uploadtokenrequests");
        assertThat(resource.getJsonArray("verbs")).containsExactly("create");
    }
}
