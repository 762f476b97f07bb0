package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Whether the cables of a guest's interfaces are plugged in: it may change while the guest runs. */
final class LinkStates {
    /** An interface that is being taken out is no matter of its cable. */
    private static final String ABSENT = "absent";

    private LinkStates() {}

    /** Returns {@code running} with the cables as {@code template} has them. */
    static VirtualMachineInstanceSpec follow(VirtualMachineInstanceSpec running, VirtualMachineInstanceSpec template) {
        Map<String, Optional<String>> wanted = new HashMap<>();
        interfaces(template)
                .filter(nics -> nics.stream().noneMatch(nic -> ABSENT.equals(nic.state())))
                .ifPresent(nics ->
                        nics.forEach(nic -> wanted.put(Given.text(nic.name()), Optional.ofNullable(nic.state()))));
        return change(running, nic -> {
            Optional<String> state = wanted.getOrDefault(Given.text(nic.name()), Optional.ofNullable(nic.state()));
            return ABSENT.equals(nic.state()) ? nic : nic.withState(state.orElse(null));
        });
    }

    /** Returns a description in which nothing is said of cables. */
    static VirtualMachineInstanceSpec without(VirtualMachineInstanceSpec spec) {
        return change(spec, nic -> ABSENT.equals(nic.state()) ? nic : nic.withState(null));
    }

    private static Optional<List<Interface>> interfaces(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain()).map(DomainSpec::devices).map(Devices::interfaces);
    }

    private static VirtualMachineInstanceSpec change(VirtualMachineInstanceSpec spec, UnaryOperator<Interface> change) {
        DomainSpec domain = spec.domain();
        Devices devices = domain == null ? null : domain.devices();
        if (domain == null || devices == null || devices.interfaces() == null) {
            return spec;
        }
        List<Interface> changed = devices.interfaces().stream().map(change).toList();
        return changed.equals(devices.interfaces())
                ? spec
                : spec.withDomain(domain.withDevices(devices.withInterfaces(changed)));
    }
}
