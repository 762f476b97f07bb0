package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.FirmwareBuilder;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.MachineBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.names.KubeVirtNames;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a VirtualMachine gets when it is written. The template itself stays as the user wrote it but for the machine's
 * identity and architecture; the rest is completed when an instance is made ({@link InstanceDefaults}). Source:
 * KubeVirt v1.9.0, {@code vm-mutator.go}.
 */
public final class MachineDefaults {
    private MachineDefaults() {}

    /**
     * Returns {@code spec} completed.
     *
     * @param created whether the machine is new; only then it gets an identity
     * @param configuration settings of the installation
     * @param architecture architecture for machines that name none
     * @param uuids gives fresh random UUIDs
     */
    public static VirtualMachineSpec complete(
            VirtualMachineSpec spec,
            boolean created,
            KubeVirtConfiguration configuration,
            String architecture,
            Supplier<String> uuids) {
        VirtualMachineInstanceTemplateSpec template = spec.template();
        if (template == null || template.spec() == null) {
            return spec;
        }
        VirtualMachineInstanceSpec inner = template.spec();
        DomainSpec domain = inner.domain();
        if (domain == null) {
            return spec;
        }
        String arch = Objects.requireNonNullElse(blankIsNull(inner.architecture()), architecture);
        if (created) {
            domain = DomainSpecBuilder.builder(domain)
                    .firmware(identity(domain.firmware(), uuids))
                    .build();
        }
        String type =
                domain.machine() == null ? null : blankIsNull(domain.machine().type());
        if (type == null) {
            type = MachineType.of(arch, configuration);
            domain = DomainSpecBuilder.builder(domain)
                    .machine(
                            domain.machine() == null
                                    ? MachineBuilder.builder().type(type).build()
                                    : domain.machine().withType(type))
                    .build();
        }
        VirtualMachineInstanceTemplateSpec complete =
                template.withSpec(inner.withArchitecture(arch).withDomain(domain));
        return spec.withTemplate(
                created && PciTopology.isVersioned(arch, type)
                        ? complete.withMetadata(pciTopology(template.metadata()))
                        : complete);
    }

    private static Firmware identity(@Nullable Firmware firmware, Supplier<String> uuids) {
        Firmware before = firmware == null ? FirmwareBuilder.builder().build() : firmware;
        return before.withUuid(Objects.requireNonNullElseGet(blankIsNull(before.uuid()), uuids))
                .withSerial(Objects.requireNonNullElseGet(blankIsNull(before.serial()), uuids));
    }

    /** Marks machines with PCI Express root ports, so that the layout of existing ones never changes under them. */
    static ObjectMeta pciTopology(@Nullable ObjectMeta metadata) {
        ObjectMeta before = metadata == null ? new ObjectMeta() : metadata;
        Map<String, String> annotations = before.getAnnotations();
        if (annotations != null && annotations.containsKey(KubeVirtNames.PCI_TOPOLOGY)) {
            return before;
        }
        return new ObjectMetaBuilder(before)
                .addToAnnotations(KubeVirtNames.PCI_TOPOLOGY, "v3")
                .build();
    }

    static @Nullable String blankIsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
