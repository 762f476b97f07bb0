package dev.slipway.portal.nodes;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.ListAddress;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.Optional;

/** The list of nodes and the page of one are read again when they would look different. */
@Singleton
class NodesLive implements LivePart {
    private final Nodes nodes;

    NodesLive(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        String at = wanted.getFirst("at");
        String shown = at == null ? "" : at;
        return Optional.ofNullable(wanted.getFirst("nodes"))
                .map(parameters -> ListAddress.parse(NodesPage.PATH, parameters))
                .map(address -> LiveView.readAgain(
                        () -> NodesPage.slice(address, nodes.all(visit)).print(), shown))
                .or(() -> Optional.ofNullable(wanted.getFirst("node"))
                        .map(name -> LiveView.readAgain(() -> print(visit, name), shown)));
    }

    private String print(Visit visit, String name) {
        try {
            return print(nodes.find(visit, name), nodes.machinesOn(visit, name));
        } catch (Missing _) {
            return "gone";
        }
    }

    /** Returns a text that changes with what the page of a node shows. */
    static String print(Object... shown) {
        return Integer.toHexString(Arrays.toString(shown).hashCode());
    }
}
