package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DiskIOThreads;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.LaunchSecurity;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
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

    /** Returns the threads of disks that the guest asks for beside those of its processors. */
    static long ioThreads(VirtualMachineInstanceSpec spec) {
        return domain(spec)
                .map(DomainSpec::ioThreads)
                .map(DiskIOThreads::supplementalPoolThreadCount)
                .orElse(0L);
    }

    static Optional<LaunchSecurity> launchSecurity(VirtualMachineInstanceSpec spec) {
        return domain(spec).map(DomainSpec::launchSecurity);
    }

    static boolean hasHugepages(VirtualMachineInstanceSpec spec) {
        return domain(spec).map(DomainSpec::memory).map(Memory::hugepages).isPresent();
    }

    /**
     * Returns whether a Pod is to be of the class Guaranteed, so that each of its containers must ask for its limits.
     * Source: KubeVirt v1.9.0, {@code WantsToHaveQOSGuaranteed}.
     */
    static boolean isGuaranteed(VirtualMachineInstanceSpec spec) {
        BigDecimal memory = amount(request(spec, "memory"));
        BigDecimal memoryLimit = amount(limit(spec, "memory"));
        BigDecimal processors = amount(request(spec, "cpu"));
        return hasDedicatedCpus(spec)
                || memoryLimit.signum() > 0
                        && (memory.signum() == 0 || memory.compareTo(memoryLimit) == 0)
                        && processors.signum() > 0
                        && processors.compareTo(amount(limit(spec, "cpu"))) == 0;
    }

    /** Returns an amount, none as zero. */
    static BigDecimal amount(Optional<Quantity> quantity) {
        return quantity.map(Quantity::getNumericalAmount).orElse(BigDecimal.ZERO);
    }

    /** Returns whether a disk is reserved for one guest at a time, which QEMU asks a helper of the node for. */
    static boolean isReserved(Disk disk) {
        return disk.lun() != null && Boolean.TRUE.equals(disk.lun().reservation());
    }

    static List<Disk> reservedDisks(VirtualMachineInstanceSpec spec) {
        return devices(spec).map(Devices::disks).orElse(List.of()).stream()
                .filter(Instance::isReserved)
                .toList();
    }

    static boolean usesPassthrough(VirtualMachineInstanceSpec spec) {
        return !devices(spec).map(Devices::gpus).orElse(List.of()).isEmpty()
                || !devices(spec).map(Devices::hostDevices).orElse(List.of()).isEmpty()
                || interfaces(spec).stream().anyMatch(nic -> nic.sriov() != null);
    }
}
