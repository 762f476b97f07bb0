package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bodies of kubectl's typed commands and of every client made with client-go's clientset. */
@ExtendWith(ContractServer.class)
final class ProtobufContractTest {
    @Test
    void protobuf_body_creates_an_object_that_is_answered_in_json(Cluster cluster) {
        Reply created = post(cluster, cluster.configMaps(), configMap("a").wrapped("v1", "ConfigMap"));

        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(created.at("/metadata/name")).isEqualTo("a");
        assertThat(created.at("/metadata/labels/app")).isEqualTo("web");
        assertThat(cluster.api()
                        .get(cluster.configMaps() + "/a")
                        .body()
                        .path("data")
                        .toString())
                .isEqualTo("{\"k\":\"v\"}");
    }

    @Test
    void update_in_protobuf_with_an_old_version_conflicts(Cluster cluster) {
        cluster.createConfigMap("a", "{}");
        byte[] body = new ProtobufMessage()
                .message(1, new ProtobufMessage().text(1, "a").text(6, "1"))
                .wrapped("v1", "ConfigMap");

        Reply refused = cluster.api()
                .send("PUT", cluster.configMaps() + "/a", ProtobufMessage.MEDIA_TYPE, body, "application/json");

        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again");
    }

    @Test
    void delete_options_may_be_protobuf(Cluster cluster) {
        cluster.createConfigMap("a", "{}");
        byte[] options = new ProtobufMessage()
                .message(2, new ProtobufMessage().text(1, "another"))
                .wrapped("v1", "DeleteOptions");

        Reply refused = cluster.api()
                .send("DELETE", cluster.configMaps() + "/a", ProtobufMessage.MEDIA_TYPE, options, "application/json");

        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message())
                .contains("the UID in the precondition (another) does not match the UID in record");
    }

    @Test
    void body_without_the_magic_bytes_is_a_bad_request(Cluster cluster) {
        Reply refused = post(cluster, cluster.configMaps(), "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.at("/reason")).isEqualTo("BadRequest");
    }

    @Test
    void client_that_prefers_protobuf_takes_json_where_there_is_no_other(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");

        Reply got = cluster.api().get(cluster.widgets() + "/a", ProtobufMessage.MEDIA_TYPE + ",application/json");

        assertThat(got.code()).isEqualTo(200);
        assertThat(got.at("/metadata/name")).isEqualTo("a");
    }

    private static ProtobufMessage configMap(String name) {
        return new ProtobufMessage()
                .message(1, new ProtobufMessage().text(1, name).entry(11, "app", "web"))
                .entry(2, "k", "v");
    }

    private static Reply post(Cluster cluster, String path, byte[] body) {
        return cluster.api().send("POST", path, ProtobufMessage.MEDIA_TYPE, body, "application/json");
    }
}
