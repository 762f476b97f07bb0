package dev.slipway.machine.network;

import java.util.List;

/** The lines of {@code ip -batch} that make a tap which a launcher without rights may open by its name. */
final class TapCommands {
    private TapCommands() {}

    static List<String> of(InterfaceRequest request, String tap, String bridge, int mtu) {
        String queues = request.queues() > 1 ? " multi_queue" : "";
        return List.of(
                "tuntap add dev %s mode tap user %d vnet_hdr%s"
                        .formatted(tap, request.facts().launcherUid(), queues),
                "link set dev %s mtu %d master %s".formatted(tap, mtu, bridge),
                "link set dev %s up".formatted(tap));
    }
}
