package dev.slipway.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.ApiServerSettings;
import dev.slipway.standalone.apiserver.RbacAccess;
import dev.slipway.standalone.apiserver.access.SigningKey;
import dev.slipway.standalone.apiserver.access.StaticTokens;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.ConnectedSubresource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients get who ask the API server for a Pod's log, or for what Pods do not have here. */
class PodLogsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PODS = "/api/v1/namespaces/default/pods";

    @TempDir
    private Path directory;

    private HttpClient http;
    private ApiServer server;
    private Path containers;

    @BeforeEach
    void start() throws Exception {
        http = HttpClient.newHttpClient();
        PodLogs logs = new PodLogs(directory.resolve("kubelet"));
        List<ConnectedSubresource> connected = new ArrayList<>(Refusals.ofPods());
        connected.add(logs);
        server = ApiServer.start(new ApiServerSettings(
                directory.resolve("state.db"),
                "127.0.0.1",
                0,
                Optional.empty(),
                "test",
                objects -> {
                    logs.reads(objects);
                    return new RbacAccess(
                                    StaticTokens.of(Map.of(
                                            "admin", new Caller("admin", "", List.of("system:masters"), Map.of()),
                                            "jane", new Caller("jane", "", List.of("system:authenticated"), Map.of()))),
                                    SigningKey.generate(),
                                    Clock.systemUTC())
                            .of(objects);
                },
                Admission.NONE,
                List.of(),
                connected));
        JsonNode pod = JSON.readTree(send("admin", "POST", PODS, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},
                 "spec":{"nodeName":"n","containers":[{"name":"main","image":"i"},{"name":"side","image":"i"}]}}
                """).body());
        containers = directory
                .resolve("kubelet/n/pods")
                .resolve(pod.at("/metadata/uid").asText())
                .resolve("containers");
        Files.createDirectories(containers.resolve("main"));
        Files.writeString(containers.resolve("main/log"), "one\ntwo\nthree\n");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        http.close();
    }

    @Test
    void log_is_plain_text_and_may_be_cut_to_its_last_lines() throws Exception {
        assertThat(log("container=main").body()).isEqualTo("one\ntwo\nthree\n");
        assertThat(log("container=main").headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(log("container=main&tailLines=1").body()).isEqualTo("three\n");
        assertThat(log("container=main&limitBytes=5").body()).isEqualTo("one\nt");
    }

    @Test
    void following_a_container_that_has_ended_ends() throws Exception {
        Files.writeString(containers.resolve("main/wrapper"), "1 0");
        Files.writeString(containers.resolve("main/exit"), "0");
        assertThat(log("container=main&follow=true").body()).isEqualTo("one\ntwo\nthree\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, 'a container name must be specified for pod p, choose one of: [main side]'",
        "container=other, 400, container other is not valid for pod p",
        "container=side, 400, 'container \"side\" in pod \"p\" is waiting to start: ContainerCreating'",
        "container=main&previous=true, 400, 'previous terminated container \"main\" in pod \"p\" not found'",
        "container=main&tailLines=-1, 400, 'tailLines must be 0 or more, not -1'",
        "container=main&tailLines=few, 400, 'tailLines must be a whole number, not few'",
        "container=main&sinceSeconds=0, 400, 'sinceSeconds must be 1 or more, not 0'",
        "container=main&sinceTime=yesterday, 400, 'sinceTime must be a time like 2026-01-31T08:30:00Z, not yesterday'",
        "container=main&sinceTime=2026-01-31T08:30:00Z&sinceSeconds=5, 400, 'at most one of sinceTime or sinceSeconds may be specified'"
    })
    void question_that_has_no_answer_gets_one_sentence(String query, int code, String sentence) throws Exception {
        HttpResponse<String> answer = log(query);
        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(message(answer)).isEqualTo(sentence);
    }

    @Test
    void pod_that_is_not_there_is_not_found() throws Exception {
        HttpResponse<String> answer = send("admin", "GET", PODS + "/gone/log", "");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(message(answer)).isEqualTo("pods \"gone\" not found");
    }

    @Test
    void log_is_only_for_those_who_may_read_it() throws Exception {
        HttpResponse<String> answer = send("jane", "GET", PODS + "/p/log?container=main", "");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(message(answer)).contains("pods/log");
    }

    @ParameterizedTest
    @CsvSource({"exec", "attach", "portforward", "proxy"})
    void what_pods_do_not_have_here_is_said_with_what_does_instead(String subresource) throws Exception {
        HttpResponse<String> answer = send("admin", "POST", PODS + "/p/" + subresource, "");
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(message(answer))
                .startsWith("Pods of a standalone Slipway are processes")
                .contains("virtctl");
    }

    private HttpResponse<String> log(String query) throws Exception {
        return send("admin", "GET", PODS + "/p/log?" + query, "");
    }

    private HttpResponse<String> send(String token, String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String message(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body()).path("message").asText();
    }
}
