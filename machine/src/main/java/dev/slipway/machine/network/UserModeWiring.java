package dev.slipway.machine.network;

import dev.slipway.api.kubevirt.Port;
import dev.slipway.machine.network.NicWiring.Forward;
import dev.slipway.machine.network.WiredInterface.Binding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** QEMU's own network stack, for Pods without a network namespace of their own. */
final class UserModeWiring {
    private UserModeWiring() {}

    static WiredInterface of(InterfaceRequest request) throws WiringProblem.Refused {
        if (!request.isPodNetwork()) {
            throw new WiringProblem.Refused(new WiringProblem.NamespaceMissing(request.name()));
        }
        IpPrefix network = request.guestNetwork();
        Optional<String> podAddress = podAddress(request);
        List<Forward> forwards = podAddress.stream()
                .flatMap(address -> ports(request)
                        .filter(port -> number(port) >= request.facts().lowestPort())
                        .map(port -> new Forward(protocol(port), address, number(port), number(port))))
                .distinct()
                .toList();
        return new WiredInterface(
                new NicWiring.UserMode(
                        request.name(),
                        request.mac(),
                        OptionalInt.empty(),
                        network.host(0) + "/" + network.length(),
                        request.hostname(),
                        request.facts().dns().searchDomains(),
                        forwards,
                        request.linkUp()),
                Binding.USER_MODE,
                Optional.empty(),
                podAddress.stream().toList(),
                List.of(),
                List.of(),
                "",
                Map.of(),
                Optional.empty());
    }

    /** Returns a sentence for each port that cannot be forwarded. */
    static List<String> warnings(InterfaceRequest request) {
        int lowest = request.facts().lowestPort();
        return ports(request)
                .filter(port -> number(port) < lowest)
                .map(port -> ("Port %d of interface '%s' is not reachable: without root only ports from %d on can be"
                                + " forwarded; let the guest listen on such a port.")
                        .formatted(number(port), request.name(), lowest))
                .toList();
    }

    private static Stream<Port> ports(InterfaceRequest request) {
        return Stream.ofNullable(request.nic().ports())
                .flatMap(List::stream)
                .filter(port -> number(port) >= 1 && number(port) <= 65535);
    }

    private static Optional<String> podAddress(InterfaceRequest request) {
        return request.facts().podAddresses().stream()
                .filter(address -> !address.contains(":"))
                .findFirst();
    }

    private static int number(Port port) {
        Integer number = port.port();
        return number == null ? 0 : number;
    }

    private static Forward.Protocol protocol(Port port) {
        return "udp".equalsIgnoreCase(port.protocol()) ? Forward.Protocol.UDP : Forward.Protocol.TCP;
    }
}
