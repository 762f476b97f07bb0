package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.BootloaderBuilder;
import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.EFIBuilder;
import dev.slipway.api.kubevirt.Features;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.FirmwareBuilder;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.MachineBuilder;
import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.ProbeBuilder;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.Volume;
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
        DomainSpec domain = spec.domain();
        if (domain == null || domain.devices() == null) {
            return spec;
        }
        String architecture =
                Objects.requireNonNullElse(MachineDefaults.blankIsNull(spec.architecture()), defaultArchitecture);
        VirtualMachineInstanceSpec connected = NetworkDefaults.complete(spec, domain, domain.devices(), configuration);
        DomainSpec networked = Objects.requireNonNull(connected.domain());
        List<Volume> volumes = Objects.requireNonNullElse(connected.volumes(), List.of());
        return VirtualMachineInstanceSpecBuilder.builder(connected)
                .architecture(architecture)
                .domain(domain(networked, volumes, configuration, architecture, uuids))
                .evictionStrategy(Objects.requireNonNullElse(
                        connected.evictionStrategy(),
                        Objects.requireNonNullElse(configuration.evictionStrategy(), "None")))
                .livenessProbe(probe(connected.livenessProbe()))
                .readinessProbe(probe(connected.readinessProbe()))
                .volumes(
                        connected.volumes() == null
                                ? null
                                : volumes.stream().map(InstanceDefaults::volume).toList())
                .build();
    }

    private static DomainSpec domain(
            DomainSpec domain,
            List<Volume> volumes,
            KubeVirtConfiguration configuration,
            String architecture,
            Supplier<String> uuids) {
        ResourceRequirements resources = ProcessorDefaults.resources(domain, configuration);
        Features features = FeatureDefaults.complete(domain.features(), architecture);
        CPU cpu = FeatureDefaults.vmx(
                ProcessorDefaults.complete(domain.cpu(), resources, configuration, architecture), features);
        String type = domain.machine() == null
                ? null
                : MachineDefaults.blankIsNull(domain.machine().type());
        return DomainSpecBuilder.builder(domain)
                .cpu(cpu)
                .devices(DeviceDefaults.complete(Objects.requireNonNull(domain.devices()), volumes, architecture))
                .features(features)
                .firmware(firmware(domain.firmware(), architecture, uuids))
                .machine(MachineBuilder.builder()
                        .type(type == null ? MachineType.of(architecture, configuration) : type)
                        .build())
                .memory(MemoryDefaults.complete(domain, resources, configuration, architecture))
                .resources(resources)
                .build();
    }

    private static Firmware firmware(@Nullable Firmware firmware, String architecture, Supplier<String> uuids) {
        Firmware before = firmware == null ? FirmwareBuilder.builder().build() : firmware;
        Firmware named =
                before.withUuid(Objects.requireNonNullElseGet(MachineDefaults.blankIsNull(before.uuid()), uuids));
        return architecture.equals("arm64") && named.bootloader() == null
                ? named.withBootloader(BootloaderBuilder.builder()
                        .efi(EFIBuilder.builder().secureBoot(false).build())
                        .build())
                : named;
    }

    private static @Nullable Probe probe(@Nullable Probe probe) {
        return probe == null
                ? null
                : ProbeBuilder.builder(probe)
                        .timeoutSeconds(orIfZero(probe.timeoutSeconds(), 1))
                        .periodSeconds(orIfZero(probe.periodSeconds(), 10))
                        .successThreshold(orIfZero(probe.successThreshold(), 1))
                        .failureThreshold(orIfZero(probe.failureThreshold(), 3))
                        .build();
    }

    private static int orIfZero(@Nullable Integer number, int otherwise) {
        return number == null || number == 0 ? otherwise : number;
    }

    /** Images without a tag, or tagged latest, are pulled always; others if absent; as for containers. */
    private static Volume volume(Volume volume) {
        if (volume.containerDisk() == null
                || MachineDefaults.blankIsNull(volume.containerDisk().imagePullPolicy()) != null) {
            return volume;
        }
        String image = Objects.requireNonNullElse(volume.containerDisk().image(), "");
        boolean digest = image.contains("@");
        int colon = image.lastIndexOf(':');
        boolean tagged = colon > image.lastIndexOf('/');
        boolean latest = !digest && (!tagged || image.endsWith(":latest"));
        return volume.withContainerDisk(volume.containerDisk().withImagePullPolicy(latest ? "Always" : "IfNotPresent"));
    }
}
