package dev.slipway.nodeagent.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What a Pod got of one network (Network Plumbing Working Group, specification 1.3 §4.2).
 *
 * @param name {@code namespace/name} of the definition, or the Pod network's own name
 * @param device device in the Pod; empty if the plugin made none
 * @param ips addresses without prefix lengths
 * @param mac hardware address
 * @param isDefault whether this is the Pod network
 * @param gateways gateways
 * @param pciAddress address of the PCI device that it is, for a virtual function; empty if it is none
 */
public record NetworkStatus(
        String name,
        String device,
        List<String> ips,
        Optional<String> mac,
        boolean isDefault,
        List<String> gateways,
        String pciAddress) {
    /** The Pod annotation. */
    public static final String ANNOTATION = "k8s.v1.cni.cncf.io/network-status";

    private static final ObjectMapper JSON = new ObjectMapper();

    public NetworkStatus {
        ips = List.copyOf(ips);
        gateways = List.copyOf(gateways);
    }

    /** What an attachment got. */
    public static NetworkStatus of(String name, CniResult result, boolean isDefault) {
        return new NetworkStatus(
                name,
                result.device(),
                result.ips().stream().map(ip -> ip.split("/", 2)[0]).toList(),
                result.mac(),
                isDefault,
                result.gateways(),
                "");
    }

    /** Returns the annotation's text. */
    public static String text(List<NetworkStatus> statuses) {
        ArrayNode list = JSON.createArrayNode();
        for (NetworkStatus status : statuses) {
            ObjectNode entry = list.addObject();
            entry.put("name", status.name());
            if (!status.device().isEmpty()) {
                entry.put("interface", status.device());
            }
            if (!status.ips().isEmpty()) {
                status.ips().forEach(entry.putArray("ips")::add);
            }
            status.mac().ifPresent(mac -> entry.put("mac", mac));
            if (status.isDefault()) {
                entry.put("default", true);
            }
            entry.putObject("dns");
            if (!status.gateways().isEmpty()) {
                status.gateways().forEach(entry.putArray("gateway")::add);
            }
            if (!status.pciAddress().isEmpty()) {
                entry.putObject("device-info")
                        .put("type", "pci")
                        .put("version", "1.1.0")
                        .putObject("pci")
                        .put("pci-address", status.pciAddress());
            }
        }
        return list.toPrettyString();
    }

    /** Reads the annotation; what is no list of objects counts as empty. */
    public static List<NetworkStatus> parse(String text) {
        var statuses = new ArrayList<NetworkStatus>();
        try {
            for (JsonNode entry : JSON.readTree(text.isBlank() ? "[]" : text)) {
                String mac = entry.path("mac").asText("");
                statuses.add(new NetworkStatus(
                        entry.path("name").asText(""),
                        entry.path("interface").asText(""),
                        strings(entry.path("ips")),
                        mac.isEmpty() ? Optional.empty() : Optional.of(mac),
                        entry.path("default").asBoolean(false),
                        strings(entry.path("gateway")),
                        entry.path("device-info")
                                .path("pci")
                                .path("pci-address")
                                .asText("")));
            }
        } catch (JsonProcessingException e) {
            return List.of();
        }
        return statuses;
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
