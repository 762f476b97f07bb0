package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DevicesBuilder;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Every rule that the spec of an instance, or of a template, must obey. The order of causes is KubeVirt's. Source: KubeVirt
 * v1.9.0, {@code vmi-create-admitter.go}.
 */
public final class InstanceRules {
    private InstanceRules() {}

    /**
     * Returns all that is wrong with an instance that shall be made.
     *
     * @param given the spec after defaults
     * @param metadata the metadata of the instance
     * @param setting what the cluster allows
     */
    public static List<Cause> ofInstance(VirtualMachineInstanceSpec given, ObjectMeta metadata, RuleSetting setting) {
        VirtualMachineInstanceSpec spec = whole(given);
        FieldPath path = new FieldPath("spec");
        return Stream.of(
                        DiscontinuedRules.gated(devices(spec), setting.configuration()),
                        DiscontinuedRules.of(devices(spec), path),
                        of(spec, "spec", setting),
                        VolumeRules.pairs(spec, path),
                        MemoryRules.mandatory(domain(spec), path),
                        MetadataRules.of(metadata, "metadata", setting),
                        GraceRules.ofAnnotations(spec, metadata.getAnnotations(), new FieldPath("metadata"), setting),
                        HypervRules.of(domain(spec)),
                        ArchitectureRules.of(spec, path))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Returns all that is wrong with a spec, leaving out what can only be judged when the instance is made.
     *
     * @param given the spec with the defaults of its size
     * @param field path of the spec, {@code spec} or {@code spec.template.spec}
     * @param setting what the cluster allows
     */
    public static List<Cause> of(VirtualMachineInstanceSpec given, String field, RuleSetting setting) {
        VirtualMachineInstanceSpec spec = whole(given);
        FieldPath path = new FieldPath(field);
        DomainSpec domain = domain(spec);
        Devices devices = devices(spec);
        return Stream.of(
                        NameRules.of(spec, path),
                        MemoryRules.of(domain, path, setting),
                        ProcessorRules.of(spec, domain, path, setting),
                        FirmwareRules.of(spec, domain, path, setting),
                        SchedulingRules.of(spec, path),
                        NetworkRules.of(spec, devices, path, setting),
                        ClaimRules.of(spec, devices, path, setting),
                        BootOrderRules.of(spec, devices, path, setting),
                        DiskRules.of(devices, path),
                        VolumeRules.of(spec, path, setting),
                        CredentialRules.of(spec, path),
                        DeviceRules.of(spec, domain, devices, path, setting),
                        LaunchSecurityRules.of(spec, domain, devices, path, setting),
                        LifecycleRules.of(spec, path, setting))
                .flatMap(List::stream)
                .toList();
    }

    /** Returns which annotations of a template do not go with its devices, and which of its labels are not for users. */
    public static List<Cause> ofTemplate(
            VirtualMachineInstanceSpec spec, ObjectMeta template, String metadata, RuleSetting setting) {
        FieldPath path = new FieldPath(metadata);
        return Stream.concat(
                        GraceRules.ofAnnotations(spec, template.getAnnotations(), path, setting).stream(),
                        MetadataRules.ofLabels(template.getLabels(), path, setting).stream())
                .toList();
    }

    /** Returns the spec with a domain and devices, which not every kind of template is required to have. */
    private static VirtualMachineInstanceSpec whole(VirtualMachineInstanceSpec given) {
        DomainSpec domain = given.domain() == null ? DomainSpecBuilder.builder().build() : given.domain();
        return given.withDomain(
                domain.devices() == null
                        ? domain.withDevices(DevicesBuilder.builder().build())
                        : domain);
    }

    private static DomainSpec domain(VirtualMachineInstanceSpec spec) {
        return Objects.requireNonNull(spec.domain());
    }

    private static Devices devices(VirtualMachineInstanceSpec spec) {
        return Objects.requireNonNull(domain(spec).devices());
    }
}
