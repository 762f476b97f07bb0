package dev.slipway.standalone.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.schema.CustomResourceDefinitions;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.BuiltInTypes;
import dev.slipway.standalone.apiserver.resource.CustomTypes;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class TablesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    @Test
    void running_pod_is_ready_with_its_age() throws IOException {
        assertThat(row("pods", """
                {"metadata":{"name":"a","creationTimestamp":"2026-01-01T00:00:00Z"},
                 "spec":{"nodeName":"n","containers":[{"name":"c"}]},
                 "status":{"phase":"Running","podIP":"10.0.0.1","containerStatuses":[
                  {"name":"c","ready":true,"restartCount":2,"state":{"running":{}},
                   "lastState":{"terminated":{"finishedAt":"2026-01-01T00:59:00Z"}}}]}}"""))
                .isEqualTo("a | 1/1 | Running | 2 (60s ago) | 60m | 10.0.0.1 | n | <none> | <none>");
    }

    @Test
    void pod_tells_why_its_container_waits() throws IOException {
        assertThat(row("pods", """
                {"metadata":{"name":"a"},"spec":{"containers":[{"name":"c"}]},
                 "status":{"phase":"Pending","containerStatuses":[{"name":"c","state":{"waiting":{"reason":"ErrImagePull"}}}]}}""")).startsWith("a | 0/1 | ErrImagePull | 0 | <unknown>");
    }

    @Test
    void pod_that_is_being_deleted_is_terminating() throws IOException {
        assertThat(row("pods", """
                {"metadata":{"name":"a","deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{"phase":"Running"}}""")).startsWith("a | 0/0 | Terminating");
    }

    @Test
    void pod_shows_the_init_container_that_it_waits_for() throws IOException {
        assertThat(row("pods", """
                {"metadata":{"name":"a"},"spec":{"containers":[{"name":"c"}],"initContainers":[{"name":"i"},{"name":"j"}]},
                 "status":{"phase":"Pending","initContainerStatuses":[
                  {"name":"i","state":{"terminated":{"exitCode":0}}},{"name":"j","state":{"running":{}}}]}}""")).startsWith("a | 0/1 | Init:1/2");
    }

    @Test
    void cordoned_node_shows_roles_and_addresses() throws IOException {
        assertThat(row("nodes", """
                {"metadata":{"name":"n","labels":{"node-role.kubernetes.io/control-plane":"","node-role.kubernetes.io/a":""}},
                 "spec":{"unschedulable":true},
                 "status":{"conditions":[{"type":"Ready","status":"True"}],"nodeInfo":{"kubeletVersion":"v1"},
                  "addresses":[{"type":"InternalIP","address":"1.2.3.4"}]}}"""))
                .startsWith("n | Ready,SchedulingDisabled | a,control-plane | <unknown> | v1 | 1.2.3.4 | <none>");
    }

    @Test
    void bound_claim_shows_its_volume() throws IOException {
        assertThat(row("persistentvolumeclaims", """
                {"metadata":{"name":"c"},"spec":{"volumeName":"v","storageClassName":"s"},
                 "status":{"phase":"Bound","capacity":{"storage":"1Gi"},"accessModes":["ReadWriteMany","ReadWriteOnce"]}}"""))
                .isEqualTo("c | Bound | v | 1Gi | RWO,RWX | s | <unset> | <unknown> | <unset>");
    }

    @Test
    void event_shows_when_it_was_last_seen() throws IOException {
        assertThat(row("events", """
                {"metadata":{"name":"e"},"type":"Normal","reason":"Started","message":" up ","count":4,
                 "involvedObject":{"kind":"Pod","name":"p"},"source":{"component":"k","host":"h"},
                 "firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:58:30Z"}""")).isEqualTo("90s | Normal | Started | pod/p |  | k, h | up | 60m | 4 | e");
    }

    @Test
    void custom_columns_follow_their_paths_and_leave_out_what_is_not_there() throws IOException {
        ResourceType type = CustomTypes.of(definition("VirtualMachineInstance")).getFirst();
        ObjectNode table = Tables.of(type, Json.object(), List.of(parse("""
                        {"metadata":{"name":"vm","creationTimestamp":"2026-01-01T00:58:00Z"},
                         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""")), IncludeObject.METADATA, NOW);
        assertThat(table.path("columnDefinitions").findValuesAsText("name"))
                .containsExactly("Name", "Age", "Phase", "IP", "NodeName", "Ready", "Live-Migratable", "Paused");
        assertThat(cells(table)).isEqualTo("vm | 2m | Running | null | null | True | null | null");
        assertThat(table.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
    }

    @Test
    void rows_carry_as_much_of_the_object_as_asked() throws IOException {
        ResourceType type = builtIn("configmaps");
        JsonNode object = parse("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}");
        assertThat(Tables.of(type, Json.object(), List.of(object), IncludeObject.NONE, NOW)
                        .at("/rows/0/object")
                        .isNull())
                .isTrue();
        assertThat(Tables.of(type, Json.object(), List.of(object), IncludeObject.OBJECT, NOW)
                        .at("/rows/0/object/data/k")
                        .asText())
                .isEqualTo("v");
    }

    private static String row(String plural, String object) throws IOException {
        return cells(Tables.of(builtIn(plural), Json.object(), List.of(parse(object)), IncludeObject.NONE, NOW));
    }

    private static String cells(ObjectNode table) {
        return StreamSupport.stream(table.at("/rows/0/cells").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" | "));
    }

    private static ResourceType builtIn(String plural) {
        return BuiltInTypes.all().stream()
                .filter(type -> type.plural().equals(plural))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode definition(String kind) {
        return CustomResourceDefinitions.all().stream()
                .filter(definition -> definition.at("/spec/names/kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode parse(String text) throws IOException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
