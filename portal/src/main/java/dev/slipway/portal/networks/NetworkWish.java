package dev.slipway.portal.networks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network that somebody wants, as typed.
 *
 * @param project project
 * @param name name
 * @param kind "bridge" for a bridge of the nodes, "macvlan" for an interface of theirs
 * @param device name of the bridge or interface
 * @param vlan VLAN of a bridge; empty for none
 */
record NetworkWish(String project, String name, String kind, String device, String vlan) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** What Linux takes for the name of an interface: at most 15 bytes, without slash and space. */
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");

    private static final int MOST_VLAN = 4094;

    /** Returns the form as it is at first. */
    static NetworkWish fresh(String project) {
        return new NetworkWish(project, "", "bridge", "", "");
    }

    /** Reads a form. */
    static NetworkWish of(MultivaluedMap<String, String> fields) {
        return new NetworkWish(
                text(fields.getFirst("project")),
                text(fields.getFirst("name")),
                text(fields.getFirst("kind")).equals("macvlan") ? "macvlan" : "bridge",
                text(fields.getFirst("device")),
                text(fields.getFirst("vlan")));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    /** Returns what is wrong, by field. */
    Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        if (project.isEmpty()) {
            problems.put("project", "Choose the project whose machines shall use it.");
        }
        if (!NAME.matcher(name).matches()) {
            problems.put(
                    "name",
                    (name.isEmpty() ? "Give it a name" : "\"" + name + "\" is no name for a network")
                            + ": lower-case letters, digits and '-', at most 63, e.g. vlan-20.");
        }
        if (!DEVICE.matcher(device).matches()) {
            String example = kind.equals("bridge") ? "br0" : "eth1.20";
            problems.put(
                    "device",
                    (device.isEmpty() ? "Name it" : "\"" + device + "\" is no name of an interface")
                            + ": at most 15 letters, digits, '.', '_' and '-', e.g. " + example + ".");
        }
        if (kind.equals("bridge") && !vlan.isEmpty() && !isVlan()) {
            problems.put("vlan", "\"" + vlan + "\" is no VLAN: give a number from 1 to " + MOST_VLAN + ", or nothing.");
        }
        return problems;
    }

    private boolean isVlan() {
        return vlan.matches("[0-9]{1,4}") && Integer.parseInt(vlan) >= 1 && Integer.parseInt(vlan) <= MOST_VLAN;
    }

    /** Returns the CNI configuration, on one line. Guests get their addresses from the segment, so it gives none. */
    String config() {
        ObjectNode config = JSON.createObjectNode()
                .put("cniVersion", "0.3.1")
                .put("name", name)
                .put("type", kind);
        if (kind.equals("bridge")) {
            config.put("bridge", device);
            if (isVlan()) {
                config.put("vlan", Integer.parseInt(vlan));
            }
        } else {
            config.put("master", device).put("mode", "bridge");
        }
        config.putObject("ipam");
        try {
            return JSON.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    /** Returns the object as JSON, for the API. */
    String json() {
        ObjectNode object = JSON.createObjectNode()
                .put("apiVersion", "k8s.cni.cncf.io/v1")
                .put("kind", "NetworkAttachmentDefinition");
        object.putObject("metadata").put("name", name).put("namespace", project);
        object.putObject("spec").put("config", config());
        return object.toString();
    }

    /** Returns the object as YAML, for people and for Git. */
    String yaml() {
        return """
                apiVersion: k8s.cni.cncf.io/v1
                kind: NetworkAttachmentDefinition
                metadata:
                  name: "%s"
                  namespace: "%s"
                spec:
                  config: '%s'
                """.formatted(name, project, config().replace("'", "''"));
    }
}
