package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;

/** Reads parts of an instance's specification that may be absent. */
final class Instance {
    private Instance() {}

    static Optional<DomainSpec> domain(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain());
    }

    static Optional<Devices> devices(VirtualMachineInstanceSpec spec) {
        return domain(spec).map(DomainSpec::devices);
    }

    static Optional<CPU> cpu(VirtualMachineInstanceSpec spec) {
        return domain(spec).map(DomainSpec::cpu);
    }

    static List<Volume> volumes(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.volumes()).orElse(List.of());
    }

    static List<Interface> interfaces(VirtualMachineInstanceSpec spec) {
        return devices(spec).map(Devices::interfaces).orElse(List.of());
    }

    static Optional<Quantity> request(VirtualMachineInstanceSpec spec, String resource) {
        return domain(spec)
                .map(DomainSpec::resources)
                .map(ResourceRequirements::requests)
                .map(requests -> requests.get(resource));
    }

    static Optional<Quantity> limit(VirtualMachineInstanceSpec spec, String resource) {
        return domain(spec)
                .map(DomainSpec::resources)
                .map(ResourceRequirements::limits)
                .map(limits -> limits.get(resource));
    }

    static boolean hasDedicatedCpus(VirtualMachineInstanceSpec spec) {
        return cpu(spec).map(CPU::dedicatedCpuPlacement).orElse(false);
    }

    static boolean usesPassthrough(VirtualMachineInstanceSpec spec) {
        return !devices(spec).map(Devices::gpus).orElse(List.of()).isEmpty()
                || !devices(spec).map(Devices::hostDevices).orElse(List.of()).isEmpty()
                || interfaces(spec).stream().anyMatch(nic -> nic.sriov() != null);
    }
}
