package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DevicesBuilder;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.InstancetypeMatcher;
import dev.slipway.api.kubevirt.PreferenceMatcher;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine that a running guest is: what it was started from, but for the disks, which come and go while it runs. */
final class StartedMachine {
    private StartedMachine() {}

    /**
     * Returns the specification to save.
     *
     * @param now the machine as it is stored
     * @param started what its instance was started from
     */
    static VirtualMachineSpec withDisksOf(VirtualMachineSpec now, VirtualMachineSpec started) {
        Optional<VirtualMachineInstanceSpec> current = instance(now);
        VirtualMachineInstanceTemplateSpec template = started.template();
        if (current.isEmpty() || template == null || template.spec() == null) {
            return now;
        }
        VirtualMachineInstanceSpec spec = VirtualMachineInstanceSpecBuilder.builder(template.spec())
                .volumes(current.get().volumes())
                .domain(domain(template.spec().domain(), disks(current.get())))
                .build();
        return started.withTemplate(template.withSpec(spec))
                .withDataVolumeTemplates(now.dataVolumeTemplates())
                .withInstancetype(type(now.instancetype(), started.instancetype()))
                .withPreference(preference(now.preference(), started.preference()));
    }

    /** The revision is noted at a start; a machine that names the same without one keeps to that. */
    private static @Nullable InstancetypeMatcher type(
            @Nullable InstancetypeMatcher now, @Nullable InstancetypeMatcher started) {
        return now != null && started != null && now.equals(started.withRevisionName(now.revisionName()))
                ? now
                : started;
    }

    private static @Nullable PreferenceMatcher preference(
            @Nullable PreferenceMatcher now, @Nullable PreferenceMatcher started) {
        return now != null && started != null && now.equals(started.withRevisionName(now.revisionName()))
                ? now
                : started;
    }

    private static DomainSpec domain(@Nullable DomainSpec started, @Nullable List<Disk> disks) {
        DomainSpecBuilder domain = started == null ? DomainSpecBuilder.builder() : DomainSpecBuilder.builder(started);
        Devices devices = domain.devices();
        return domain.devices((devices == null ? DevicesBuilder.builder() : DevicesBuilder.builder(devices))
                        .disks(disks)
                        .build())
                .build();
    }

    private static @Nullable List<Disk> disks(VirtualMachineInstanceSpec spec) {
        DomainSpec domain = spec.domain();
        Devices devices = domain == null ? null : domain.devices();
        return devices == null ? null : devices.disks();
    }

    private static Optional<VirtualMachineInstanceSpec> instance(VirtualMachineSpec machine) {
        return Optional.ofNullable(machine.template()).map(VirtualMachineInstanceTemplateSpec::spec);
    }
}
