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

/** What a guest's interfaces may change while it runs: whether their cables are plugged in, and whether they are there. */
final class LinkStates {
    private LinkStates() {}

    /** Returns {@code running} with the cables as {@code template} has them. */
    static VirtualMachineInstanceSpec follow(VirtualMachineInstanceSpec running, VirtualMachineInstanceSpec template) {
        Map<String, Optional<String>> wanted = new HashMap<>();
        PluggableNic.all(template).forEach(nic -> wanted.put(Given.text(nic.name()), Optional.ofNullable(nic.state())));
        return change(running, nic -> {
            Optional<String> state = wanted.getOrDefault(Given.text(nic.name()), Optional.ofNullable(nic.state()));
            boolean leaves = state.filter(PluggableNic.ABSENT::equals).isPresent();
            return (leaves || PluggableNic.isAbsent(nic)) && !PluggableNic.is(running, nic)
                    ? nic
                    : nic.withState(state.orElse(null));
        });
    }

    /** Returns a description in which nothing is said of cables. */
    static VirtualMachineInstanceSpec without(VirtualMachineInstanceSpec spec) {
        return change(spec, nic -> PluggableNic.isAbsent(nic) ? nic : nic.withState(null));
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
