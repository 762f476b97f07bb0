package dev.slipway.standalone.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code kubectl get nodes} shows. */
final class NodeColumns {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String ROLE_LABEL = "kubernetes.io/role";

    private NodeColumns() {}

    static List<Column> all() {
        return List.of(
                Column.ofName(),
                Column.text("Status", NodeColumns::status),
                Column.text("Roles", NodeColumns::roles),
                Column.age(),
                Column.at("Version", "/status/nodeInfo/kubeletVersion", ""),
                Column.text("Internal-IP", node -> address(node, "InternalIP")).wide(),
                Column.text("External-IP", node -> address(node, "ExternalIP")).wide(),
                Column.at("OS-Image", "/status/nodeInfo/osImage", "<unknown>").wide(),
                Column.at("Kernel-Version", "/status/nodeInfo/kernelVersion", "<unknown>")
                        .wide(),
                Column.at("Container-Runtime", "/status/nodeInfo/containerRuntimeVersion", "<unknown>")
                        .wide());
    }

    private static String status(JsonNode node) {
        String ready = items(node.at("/status/conditions"))
                .filter(condition -> condition.path("type").asText().equals("Ready"))
                .findFirst()
                .map(condition -> condition.path("status").asText().equals("True") ? "Ready" : "NotReady")
                .orElse("Unknown");
        return node.at("/spec/unschedulable").asBoolean() ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(JsonNode node) {
        String roles = node.at("/metadata/labels")
                .propertyStream()
                .map(NodeColumns::role)
                .filter(role -> !role.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
        return roles.isEmpty() ? "<none>" : roles;
    }

    private static String role(Map.Entry<String, JsonNode> label) {
        if (label.getKey().startsWith(ROLE_PREFIX)) {
            return label.getKey().substring(ROLE_PREFIX.length());
        }
        return label.getKey().equals(ROLE_LABEL) ? label.getValue().asText() : "";
    }

    private static String address(JsonNode node, String type) {
        return items(node.at("/status/addresses"))
                .filter(address -> address.path("type").asText().equals(type))
                .map(address -> address.path("address").asText())
                .findFirst()
                .orElse("<none>");
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
