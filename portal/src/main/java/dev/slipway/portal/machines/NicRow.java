package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceNetworkInterface;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network interface of a machine.
 *
 * @param name name in the spec; empty for one that only the guest knows
 * @param network what it is connected to
 * @param binding how: masquerade, bridge, SR-IOV
 * @param model model of the card
 * @param mac MAC address
 * @param guestName name in the guest
 * @param addresses IP addresses
 * @param link state of the link
 */
public record NicRow(
        String name,
        String network,
        String binding,
        String model,
        String mac,
        String guestName,
        List<String> addresses,
        String link) {

    /** Lists the interfaces of a machine in the order of its spec, then those that only the guest knows. */
    static List<NicRow> of(MachineFacts facts) {
        List<VirtualMachineInstanceNetworkInterface> told = facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(status -> status.interfaces())
                .orElse(List.of());
        List<Network> networks = facts.spec().map(spec -> spec.networks()).orElse(List.of());
        List<NicRow> rows = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Interface nic : facts.domain()
                .map(domain -> domain.devices())
                .map(devices -> devices.interfaces())
                .orElse(List.of())) {
            String name = text(nic.name());
            known.add(name);
            Optional<VirtualMachineInstanceNetworkInterface> status =
                    told.stream().filter(found -> name.equals(found.name())).findFirst();
            rows.add(new NicRow(
                    name,
                    networks.stream()
                            .filter(found -> name.equals(found.name()))
                            .findFirst()
                            .map(NicRow::network)
                            .orElse(""),
                    binding(nic),
                    nic.model() == null ? "virtio" : nic.model(),
                    status.map(found -> text(found.mac()))
                            .filter(mac -> !mac.isEmpty())
                            .orElse(text(nic.macAddress())),
                    status.map(found -> text(found.interfaceName())).orElse(""),
                    status.map(NicRow::addresses).orElse(List.of()),
                    status.map(found -> text(found.linkState())).orElse(text(nic.state()))));
        }
        told.stream()
                .filter(found -> !known.contains(text(found.name())))
                .forEach(found -> rows.add(new NicRow(
                        "",
                        "only in the guest",
                        "",
                        "",
                        text(found.mac()),
                        text(found.interfaceName()),
                        addresses(found),
                        text(found.linkState()))));
        return List.copyOf(rows);
    }

    private static List<String> addresses(VirtualMachineInstanceNetworkInterface nic) {
        return list(nic.ipAddresses()).isEmpty()
                ? Optional.ofNullable(nic.ipAddress())
                        .filter(ip -> !ip.isEmpty())
                        .map(List::of)
                        .orElse(List.of())
                : list(nic.ipAddresses());
    }

    private static String network(Network network) {
        if (network.multus() != null) {
            return text(network.multus().networkName());
        }
        return network.pod() == null ? "" : "Pod network";
    }

    private static String binding(Interface nic) {
        if (nic.masquerade() != null) {
            return "masquerade";
        }
        if (nic.bridge() != null) {
            return "bridge";
        }
        if (nic.sriov() != null) {
            return "SR-IOV";
        }
        return nic.binding() == null ? "" : text(nic.binding().name());
    }
}
