package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceNetworkInterface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.hotplug.PluggableNic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param link state of the cable: "up", "down"; "out" for an interface that was unplugged; may be empty
 * @param state what the next start changes about it; empty if nothing
 * @param known whether it is in the machine's template, so that it can be changed
 */
public record NicRow(
        String name,
        String network,
        String binding,
        String model,
        String mac,
        String guestName,
        List<String> addresses,
        String link,
        String state,
        boolean known) {
    private static final String OUT = "out";

    /** Returns whether it was unplugged. */
    public boolean out() {
        return link.equals(OUT);
    }

    /** Lists the interfaces of a machine in the order of its spec, those that come, then those that only the guest knows. */
    static List<NicRow> of(MachineFacts facts) {
        List<VirtualMachineInstanceNetworkInterface> told = facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(status -> status.interfaces())
                .orElse(List.of());
        List<NicRow> rows = new ArrayList<>();
        Set<String> known = new HashSet<>();
        Stream.of(facts.spec(), facts.template())
                .flatMap(Optional::stream)
                .forEach(spec -> PluggableNic.all(spec).stream()
                        .filter(nic -> known.add(text(nic.name())))
                        .filter(nic -> !PluggableNic.isAbsent(nic)
                                || wanted(facts, nic).isPresent())
                        .map(nic -> row(facts, spec, nic, told))
                        .forEach(rows::add));
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
                        text(found.linkState()),
                        "",
                        false)));
        return List.copyOf(rows);
    }

    private static NicRow row(
            MachineFacts facts,
            VirtualMachineInstanceSpec spec,
            Interface nic,
            List<VirtualMachineInstanceNetworkInterface> told) {
        String name = text(nic.name());
        Optional<VirtualMachineInstanceNetworkInterface> status =
                told.stream().filter(found -> name.equals(found.name())).findFirst();
        Optional<Interface> wanted = wanted(facts, nic);
        String state = wanted.map(found -> text(found.state())).orElse(text(nic.state()));
        return new NicRow(
                name,
                list(spec.networks()).stream()
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
                state.equals(PluggableNic.ABSENT)
                        ? OUT
                        : status.map(found -> text(found.linkState()))
                                .filter(link -> !link.isEmpty())
                                .orElse(state),
                later(facts, nic, wanted),
                wanted.isPresent());
    }

    private static Optional<Interface> wanted(MachineFacts facts, Interface nic) {
        return facts.template().flatMap(template -> named(template, nic));
    }

    private static Optional<Interface> named(VirtualMachineInstanceSpec spec, Interface nic) {
        return PluggableNic.all(spec).stream()
                .filter(found -> text(nic.name()).equals(found.name()))
                .findFirst();
    }

    private static String later(MachineFacts facts, Interface nic, Optional<Interface> wanted) {
        Optional<VirtualMachineInstanceSpec> running = facts.instance().map(VirtualMachineInstance::getSpec);
        if (running.isEmpty()) {
            return "";
        }
        boolean there = named(running.get(), nic).isPresent();
        boolean pluggable =
                PluggableNic.is(there ? running.get() : facts.template().orElse(running.get()), nic);
        if (!there) {
            return pluggable ? "being plugged in" : "comes at the next start";
        }
        // the instance of a machine whose template names no interface has one of its own
        boolean silent =
                facts.template().map(PluggableNic::all).orElse(List.of()).isEmpty();
        return wanted.isPresent() || silent ? "" : "goes at the next start";
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
