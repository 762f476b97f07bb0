package dev.slipway.nodeagent.wiring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.network.IpPrefix;
import dev.slipway.machine.network.PodLink;
import dev.slipway.nodeagent.netns.Netns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the network devices of a namespace from what {@code ip -json} prints. */
final class PodLinks {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PodLinks() {}

    /** Looks with one program, whose start is what a look costs. */
    static List<PodLink> of(Netns namespace) throws IOException {
        return parse(namespace.output(List.of("ip", "-json", "-batch", "-"), "address show\nroute show\n"));
    }

    /**
     * Puts devices, their global addresses and their IPv4 routes together; the loopback is left out.
     *
     * @param text the array of addresses, and after it that of routes, if there are any
     */
    static List<PodLink> parse(String text) throws IOException {
        List<JsonNode> arrays = values(text);
        JsonNode table = arrays.size() > 1 ? arrays.get(1) : JSON.createArrayNode();
        var links = new ArrayList<PodLink>();
        for (JsonNode link : arrays.isEmpty() ? JSON.createArrayNode() : arrays.getFirst()) {
            String name = link.path("ifname").asText("");
            if (name.isEmpty() || link.path("link_type").asText().equals("loopback")) {
                continue;
            }
            links.add(new PodLink(
                    name,
                    link.path("address").asText(""),
                    link.path("mtu").asInt(1500),
                    global(link),
                    routes(table, name)));
        }
        return links;
    }

    private static List<JsonNode> values(String text) throws IOException {
        var values = new ArrayList<JsonNode>();
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                values.add(JSON.readTree(parser));
            }
        }
        return values;
    }

    private static List<IpPrefix> global(JsonNode link) {
        return elements(link.path("addr_info"))
                .filter(info -> info.path("scope").asText().equals("global"))
                .map(info -> new IpPrefix(
                        info.path("local").asText(), info.path("prefixlen").asInt()))
                .toList();
    }

    private static List<PodLink.Route> routes(JsonNode table, String device) {
        return elements(table)
                .filter(route -> route.path("dev").asText().equals(device))
                .filter(route -> !route.path("protocol").asText().equals("kernel"))
                .map(PodLinks::route)
                .toList();
    }

    private static PodLink.Route route(JsonNode route) {
        String destination = route.path("dst").asText("default");
        String prefix = destination.equals("default")
                ? "0.0.0.0/0"
                : destination.contains("/") ? destination : destination + "/32";
        return new PodLink.Route(IpPrefix.of(prefix), route.path("gateway").asText("0.0.0.0"));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
