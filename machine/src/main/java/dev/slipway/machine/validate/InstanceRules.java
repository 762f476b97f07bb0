package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.admission.Cause;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every rule that the spec of an instance, or of a machine's template, must obey. The order of causes is fixed: it is
 * KubeVirt's, network first. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}.
 */
public final class InstanceRules {
    private InstanceRules() {}

    /**
     * Returns all that is wrong.
     *
     * @param spec the spec; of an instance after defaults, of a template as the user wrote it
     * @param field path of the spec, {@code spec} or {@code spec.template.spec}
     * @param setting what the cluster allows
     */
    public static List<Cause> of(VirtualMachineInstanceSpec spec, String field, RuleSetting setting) {
        FieldPath path = new FieldPath(field);
        DomainSpec domain = spec.domain();
        if (domain == null) {
            return List.of(new FieldPath("")
                    .required(path.child("domain") + " is missing. Add it with at least"
                            + " domain.devices and domain.memory.guest."));
        }
        if (domain.devices() == null) {
            return List.of(new FieldPath("")
                    .required(path.child("domain", "devices") + " is missing. Add it; an empty object will do."));
        }
        return Stream.of(
                        NetworkRules.of(spec, domain.devices(), path, setting),
                        NameRules.of(spec, path),
                        VolumeRules.of(spec, domain.devices(), path, setting),
                        DiskRules.of(spec, domain.devices(), path, setting),
                        ProcessorRules.of(domain, path, setting),
                        MemoryRules.of(domain, path, setting),
                        FirmwareRules.of(spec, domain, path, setting),
                        DeviceRules.of(domain, domain.devices(), path, setting),
                        CredentialRules.of(spec, path),
                        LifecycleRules.of(spec, path))
                .flatMap(List::stream)
                .toList();
    }
}
