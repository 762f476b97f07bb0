package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.Bootloader;
import dev.slipway.api.kubevirt.BootloaderBuilder;
import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.EFIBuilder;
import dev.slipway.api.kubevirt.Features;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.FirmwareBuilder;
import dev.slipway.api.kubevirt.InputBuilder;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.Machine;
import dev.slipway.api.kubevirt.MachineBuilder;
import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.ProbeBuilder;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.given.Given;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Completes the spec of a new VirtualMachineInstance, section by section. Source: KubeVirt v1.9.0,
 * {@code vmi-mutator.go} and {@code pkg/defaults}; the order is theirs, because later sections read earlier ones.
 */
public final class InstanceDefaults {
    private InstanceDefaults() {}

    /**
     * Returns {@code spec} completed; one without {@code domain.devices} is returned as it is, to be refused.
     *
     * @param configuration settings of the installation
     * @param defaultArchitecture architecture for instances that name none
     * @param uuids gives fresh random UUIDs
     */
    public static VirtualMachineInstanceSpec complete(
            VirtualMachineInstanceSpec spec,
            KubeVirtConfiguration configuration,
            String defaultArchitecture,
            Supplier<String> uuids) {
        VirtualMachineInstanceSpec sized = sized(spec, configuration, defaultArchitecture);
        DomainSpec domain = sized.domain();
        if (domain == null || domain.devices() == null) {
            return sized;
        }
        String architecture = Given.text(sized.architecture());
        return sized.withDomain(domain(domain, configuration, architecture, uuids))
                .withLivenessProbe(probe(sized.livenessProbe()))
                .withReadinessProbe(probe(sized.readinessProbe()));
    }

    /**
     * Returns {@code spec} with what its size and wiring default to. A machine's template is judged in this form, but
     * stored as the user wrote it.
     */
    public static VirtualMachineInstanceSpec sized(
            VirtualMachineInstanceSpec spec, KubeVirtConfiguration configuration, String defaultArchitecture) {
        DomainSpec domain = spec.domain();
        if (domain == null || domain.devices() == null) {
            return spec;
        }
        String architecture = Given.some(spec.architecture()).orElse(defaultArchitecture);
        ResourceRequirements resources = ProcessorDefaults.resources(domain, configuration);
        DomainSpec sized = DomainSpecBuilder.builder(domain)
                .machine(machine(domain.machine(), architecture, configuration))
                .resources(resources)
                .memory(MemoryDefaults.guest(domain.memory(), resources))
                .cpu(ProcessorDefaults.topology(domain.cpu(), resources))
                .build();
        VirtualMachineInstanceSpec connected = NetworkDefaults.complete(
                spec.withDomain(sized), sized, Objects.requireNonNull(sized.devices()), configuration);
        return VirtualMachineInstanceSpecBuilder.builder(connected)
                .architecture(architecture)
                .domain(withDisks(Objects.requireNonNull(connected.domain()), Given.list(connected.volumes())))
                .evictionStrategy(
                        connected.evictionStrategy() != null
                                ? connected.evictionStrategy()
                                : Objects.requireNonNullElse(configuration.evictionStrategy(), "None"))
                .volumes(
                        connected.volumes() == null
                                ? null
                                : connected.volumes().stream()
                                        .map(InstanceDefaults::volume)
                                        .toList())
                .build();
    }

    /** Returns {@code spec} with a disk for each volume and, if it names no interface, one on the Pod network. */
    public static VirtualMachineInstanceSpec wired(
            VirtualMachineInstanceSpec spec, KubeVirtConfiguration configuration) {
        DomainSpec domain = spec.domain();
        if (domain == null || domain.devices() == null) {
            return spec;
        }
        VirtualMachineInstanceSpec connected = NetworkDefaults.complete(spec, domain, domain.devices(), configuration);
        return connected.withDomain(
                withDisks(Objects.requireNonNull(connected.domain()), Given.list(connected.volumes())));
    }

    /** Returns {@code spec} with a pointer where a machine asks for one and names no input; instances of their own get none. */
    public static VirtualMachineInstanceSpec pointed(VirtualMachineInstanceSpec spec) {
        DomainSpec domain = spec.domain();
        Devices devices = domain == null ? null : domain.devices();
        return domain != null
                        && devices != null
                        && Boolean.TRUE.equals(devices.autoattachInputDevice())
                        && Given.list(devices.inputs()).isEmpty()
                ? spec.withDomain(domain.withDevices(devices.withInputs(
                        List.of(InputBuilder.builder().name("default-0").build()))))
                : spec;
    }

    private static Machine machine(
            @Nullable Machine machine, String architecture, KubeVirtConfiguration configuration) {
        Machine given = machine == null ? MachineBuilder.builder().build() : machine;
        return Given.isBlank(given.type()) ? given.withType(MachineType.of(architecture, configuration)) : given;
    }

    private static DomainSpec withDisks(DomainSpec domain, List<Volume> volumes) {
        return domain.withDevices(DeviceDefaults.withDisks(Objects.requireNonNull(domain.devices()), volumes));
    }

    /** The rest, in KubeVirt's order: features, device defaults, what features need, processor model, room to grow. */
    private static DomainSpec domain(
            DomainSpec domain, KubeVirtConfiguration configuration, String architecture, Supplier<String> uuids) {
        Features features = FeatureDefaults.complete(domain.features(), architecture);
        CPU cpu = ProcessorDefaults.complete(FeatureDefaults.vmx(domain.cpu(), features), configuration, architecture);
        return DomainSpecBuilder.builder(domain)
                .clock(ClockDefaults.complete(domain.clock()))
                .cpu(cpu)
                .devices(DeviceDefaults.complete(Objects.requireNonNull(domain.devices()), architecture))
                .features(features)
                .firmware(firmware(domain.firmware(), architecture, uuids))
                .memory(MemoryDefaults.growing(domain, configuration, architecture))
                .build();
    }

    private static Firmware firmware(@Nullable Firmware firmware, String architecture, Supplier<String> uuids) {
        Firmware before = firmware == null ? FirmwareBuilder.builder().build() : firmware;
        Firmware named =
                before.withUuid(Objects.requireNonNullElseGet(MachineDefaults.blankIsNull(before.uuid()), uuids));
        return architecture.equals("arm64") ? named.withBootloader(uefi(named.bootloader())) : named;
    }

    /** Arm machines start by UEFI without Secure Boot unless the user says otherwise. */
    private static Bootloader uefi(@Nullable Bootloader bootloader) {
        Bootloader given = bootloader == null
                ? BootloaderBuilder.builder().efi(EFIBuilder.builder().build()).build()
                : bootloader;
        return given.efi() == null || given.efi().secureBoot() != null
                ? given
                : given.withEfi(given.efi().withSecureBoot(false));
    }

    private static @Nullable Probe probe(@Nullable Probe probe) {
        return probe == null
                ? null
                : ProbeBuilder.builder(probe)
                        .timeoutSeconds(orIfBelowOne(probe.timeoutSeconds(), 1))
                        .periodSeconds(orIfBelowOne(probe.periodSeconds(), 10))
                        .successThreshold(orIfBelowOne(probe.successThreshold(), 1))
                        .failureThreshold(orIfBelowOne(probe.failureThreshold(), 3))
                        .build();
    }

    private static int orIfBelowOne(@Nullable Integer number, int otherwise) {
        return number == null || number < 1 ? otherwise : number;
    }

    /** Images without a tag, or tagged latest, are pulled always; others if absent; as for containers. */
    private static Volume volume(Volume volume) {
        if (volume.containerDisk() == null
                || MachineDefaults.blankIsNull(volume.containerDisk().imagePullPolicy()) != null) {
            return volume;
        }
        String image = Given.text(volume.containerDisk().image());
        boolean latest = image.endsWith(":latest") || image.indexOf(':') < 0 && image.indexOf('@') < 0;
        return volume.withContainerDisk(volume.containerDisk().withImagePullPolicy(latest ? "Always" : "IfNotPresent"));
    }
}
