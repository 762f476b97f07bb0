package dev.slipway.machine.network;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the interfaces of a guest are joined to the networks of its Pod.
 *
 * @param interfaces one for each interface that is not {@code absent}, in the order of the specification
 * @param warnings sentences about what will not work although the guest starts
 */
public record WiringPlan(List<WiredInterface> interfaces, List<String> warnings) {
    public WiringPlan {
        interfaces = List.copyOf(interfaces);
        warnings = List.copyOf(warnings);
    }

    /**
     * Plans the wiring.
     *
     * @param vmi the instance
     * @param facts the Pod's network before anything is changed
     * @throws WiringProblem.Refused if an interface cannot be wired
     */
    public static WiringPlan of(VirtualMachineInstance vmi, PodNetworkFacts facts) throws WiringProblem.Refused {
        var interfaces = new ArrayList<WiredInterface>();
        var warnings = new ArrayList<String>();
        for (Interface nic : interfaces(vmi)) {
            if ("absent".equals(nic.state())) {
                continue;
            }
            var request = new InterfaceRequest(vmi, nic, network(vmi, nic), facts);
            interfaces.add(wire(request));
            if (!facts.ownNamespace()) {
                warnings.addAll(UserModeWiring.warnings(request));
            }
        }
        return new WiringPlan(interfaces, warnings);
    }

    /** Returns what QEMU gets. */
    public Wiring wiring() {
        return new Wiring(interfaces.stream().map(WiredInterface::nic).toList());
    }

    /** Returns the wiring of an interface. */
    public Optional<WiredInterface> of(String name) {
        return interfaces.stream()
                .filter(wired -> wired.nic().name().equals(name))
                .findFirst();
    }

    /** Returns the interfaces that a guest asks for, in the order of the specification. */
    public static List<Interface> interfaces(VirtualMachineInstance vmi) {
        return Stream.ofNullable(vmi.getSpec().domain())
                .map(DomainSpec::devices)
                .flatMap(Stream::ofNullable)
                .map(Devices::interfaces)
                .flatMap(Stream::ofNullable)
                .flatMap(List::stream)
                .toList();
    }

    private static WiredInterface wire(InterfaceRequest request) throws WiringProblem.Refused {
        Interface nic = request.nic();
        String unsupported = unsupported(nic);
        if (!unsupported.isEmpty()) {
            throw new WiringProblem.Refused(new WiringProblem.BindingUnsupported(request.name(), unsupported));
        }
        if (!request.facts().ownNamespace()) {
            return UserModeWiring.of(request);
        }
        return nic.masquerade() != null ? MasqueradeWiring.of(request) : BridgeWiring.of(request);
    }

    /** Returns the binding if it is none of ours; an interface without one is bridged, as KubeVirt's default is. */
    private static String unsupported(Interface nic) {
        if (nic.sriov() != null) {
            return "sriov";
        }
        if (nic.macvtap() != null) {
            return "macvtap";
        }
        if (nic.slirp() != null) {
            return "slirp";
        }
        if (nic.passt() != null || nic.passtBinding() != null) {
            return "passt";
        }
        var plugin = nic.binding();
        return plugin == null ? "" : "plugin " + plugin.name();
    }

    private static Network network(VirtualMachineInstance vmi, Interface nic) throws WiringProblem.Refused {
        return Stream.ofNullable(vmi.getSpec().networks())
                .flatMap(List::stream)
                .filter(network -> nic.name() != null && nic.name().equals(network.name()))
                .findFirst()
                .orElseThrow(
                        () -> new WiringProblem.Refused(new WiringProblem.NetworkMissing(String.valueOf(nic.name()))));
    }
}
