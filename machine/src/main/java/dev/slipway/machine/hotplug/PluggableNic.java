package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Interfaces that can come and go while a guest runs: bridged ones on networks beside that of the Pod, as in KubeVirt. */
public final class PluggableNic {
    /** The state of an interface that is to leave. */
    public static final String ABSENT = "absent";

    private PluggableNic() {}

    /** Returns whether an interface is one, by the network of its name. */
    public static boolean is(VirtualMachineInstanceSpec spec, Interface nic) {
        boolean bridged = nic.masquerade() == null
                && nic.sriov() == null
                && nic.binding() == null
                && nic.passtBinding() == null
                && nic.macvtap() == null
                && nic.slirp() == null
                && nic.passt() == null;
        return bridged
                && network(spec, nic)
                        .map(Network::multus)
                        .filter(multus -> !Boolean.TRUE.equals(multus.default_()))
                        .isPresent();
    }

    public static boolean isAbsent(Interface nic) {
        return ABSENT.equals(nic.state());
    }

    /** Returns a guest's interfaces, in their order. */
    public static List<Interface> all(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain())
                .map(DomainSpec::devices)
                .map(Devices::interfaces)
                .orElse(List.of());
    }

    static Optional<Network> network(VirtualMachineInstanceSpec spec, Interface nic) {
        return Given.list(spec.networks()).stream()
                .filter(network -> Given.text(nic.name()).equals(network.name()))
                .findFirst();
    }

    static Optional<Interface> named(VirtualMachineInstanceSpec spec, Interface nic) {
        return all(spec).stream()
                .filter(other -> Given.text(nic.name()).equals(other.name()))
                .findFirst();
    }

    /**
     * Returns {@code running} with the interfaces that {@code template} has beside its own. One that is to leave stays in
     * the description, as absent: its place on the PCI bus is kept until the guest's next start.
     */
    static VirtualMachineInstanceSpec follow(VirtualMachineInstanceSpec running, VirtualMachineInstanceSpec template) {
        List<Interface> added = all(template).stream()
                .filter(nic -> is(template, nic)
                        && !isAbsent(nic)
                        && named(running, nic).isEmpty())
                .toList();
        if (added.isEmpty()) {
            return running;
        }
        List<Interface> nics = new ArrayList<>(all(running));
        List<Network> networks = new ArrayList<>(Given.list(running.networks()));
        added.forEach(nic -> {
            nics.add(nic);
            network(template, nic).ifPresent(networks::add);
        });
        return with(running, nics, networks);
    }

    /** Returns a description without them. */
    static VirtualMachineInstanceSpec without(VirtualMachineInstanceSpec spec) {
        List<Interface> gone = all(spec).stream().filter(nic -> is(spec, nic)).toList();
        if (gone.isEmpty()) {
            return spec;
        }
        List<Network> networks =
                gone.stream().flatMap(nic -> network(spec, nic).stream()).toList();
        return with(
                spec,
                all(spec).stream().filter(nic -> !gone.contains(nic)).toList(),
                Given.list(spec.networks()).stream()
                        .filter(network -> !networks.contains(network))
                        .toList());
    }

    /**
     * Returns whether the interfaces of a running guest are those of its machine's template, or will be without a restart:
     * one that was taken out of the template without having been absent, or is another than it was, needs one.
     */
    public static boolean inLine(VirtualMachineInstanceSpec running, VirtualMachineInstanceSpec template) {
        boolean allThere = all(running).stream()
                .filter(nic -> is(running, nic) && !isAbsent(nic))
                .allMatch(nic -> named(template, nic).isPresent());
        boolean allSame = all(template).stream()
                .filter(nic -> is(template, nic))
                .allMatch(nic -> named(running, nic)
                        .filter(present -> !isAbsent(present))
                        .map(present -> isSame(running, present, template, nic))
                        .orElse(true));
        return allThere && allSame;
    }

    private static boolean isSame(
            VirtualMachineInstanceSpec running,
            Interface present,
            VirtualMachineInstanceSpec template,
            Interface wanted) {
        Interface completed = wanted.withState(present.state())
                .withModel(Given.some(wanted.model()).orElse(present.model()))
                .withMacAddress(Given.some(wanted.macAddress()).orElse(present.macAddress()))
                .withBridge(Optional.ofNullable(wanted.bridge()).orElse(present.bridge()));
        return completed.equals(present) && network(running, present).equals(network(template, wanted));
    }

    private static VirtualMachineInstanceSpec with(
            VirtualMachineInstanceSpec spec, List<Interface> nics, List<Network> networks) {
        DomainSpec domain = spec.domain();
        Devices devices = domain == null ? null : domain.devices();
        return domain == null || devices == null
                ? spec
                : spec.withNetworks(networks.isEmpty() ? null : networks)
                        .withDomain(domain.withDevices(devices.withInterfaces(nics.isEmpty() ? null : nics)));
    }
}
