package dev.slipway.portal.networks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What the CNI configuration of a network says.
 *
 * @param kind type of its first plugin, e.g. "bridge"
 * @param detail the device, VLAN and range of addresses in words; may be empty
 */
record NetworkPlan(String kind, String detail) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a configuration: one plugin, or a list of which the first attaches. */
    static NetworkPlan of(String config) {
        JsonNode root;
        try {
            root = JSON.readTree(config);
        } catch (JsonProcessingException _) {
            return new NetworkPlan("unreadable", "its configuration is no JSON");
        }
        JsonNode plugin = root.path("plugins").isArray() ? root.path("plugins").path(0) : root;
        StringBuilder detail = new StringBuilder();
        add(detail, "on ", plugin.path("bridge").asText(plugin.path("master").asText("")));
        add(detail, "VLAN ", plugin.path("vlan").asText(plugin.path("vlanId").asText("")));
        add(detail, "addresses from ", range(plugin.path("ipam")));
        return new NetworkPlan(plugin.path("type").asText("unknown"), detail.toString());
    }

    private static String range(JsonNode ipam) {
        String subnet = ipam.path("subnet").asText("");
        return subnet.isEmpty()
                ? ipam.path("ranges").path(0).path(0).path("subnet").asText("")
                : subnet;
    }

    private static void add(StringBuilder detail, String words, String value) {
        if (!value.isEmpty() && !value.equals("0")) {
            detail.append(detail.isEmpty() ? "" : ", ").append(words).append(value);
        }
    }
}
