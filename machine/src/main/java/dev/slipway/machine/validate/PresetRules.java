package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for a VirtualMachineInstancePreset. Source: KubeVirt v1.9.0, {@code vmi-preset-admitter.go}. */
public final class PresetRules {
    private PresetRules() {}

    /** Returns all that is wrong with the domain of a preset. */
    public static List<Cause> of(@Nullable DomainSpec domain) {
        FieldPath path = new FieldPath("spec");
        if (domain == null) {
            return List.of(path.child("domain").required("spec.domain is missing. Add what the preset sets."));
        }
        Devices devices = domain.devices();
        List<Cause> causes = new ArrayList<>(devices == null ? List.of() : DiskRules.of(devices, path));
        causes.addAll(FirmwareRules.firmware(domain.firmware(), path.child("domain", "firmware")));
        return causes;
    }
}
