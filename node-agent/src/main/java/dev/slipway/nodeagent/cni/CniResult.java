package dev.slipway.nodeagent.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the last plugin of a network answered (CNI specification 1.0.0 §5).
 *
 * @param device device in the Pod
 * @param mac its hardware address
 * @param ips its addresses with prefix lengths
 * @param gateways gateways of the addresses that have one
 */
public record CniResult(String device, Optional<String> mac, List<String> ips, List<String> gateways) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public CniResult {
        ips = List.copyOf(ips);
        gateways = List.copyOf(gateways);
    }

    static CniResult parse(String text, String device) {
        JsonNode result;
        try {
            result = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a CNI plugin's result is not JSON", e);
        }
        List<JsonNode> interfaces = elements(result.path("interfaces")).toList();
        Optional<String> mac = interfaces.stream()
                .filter(candidate -> candidate.path("name").asText().equals(device))
                .filter(candidate -> !candidate.path("sandbox").asText("").isEmpty())
                .map(candidate -> candidate.path("mac").asText(""))
                .filter(address -> !address.isEmpty())
                .findFirst();
        List<JsonNode> ips = elements(result.path("ips")).toList();
        return new CniResult(
                device,
                mac,
                ips.stream()
                        .map(ip -> ip.path("address").asText(""))
                        .filter(ip -> !ip.isEmpty())
                        .toList(),
                ips.stream()
                        .map(ip -> ip.path("gateway").asText(""))
                        .filter(ip -> !ip.isEmpty())
                        .toList());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
