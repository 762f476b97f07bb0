package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import java.util.List;
import java.util.Set;

/**
 * What the rules depend on beside the object.
 *
 * @param configuration settings of the installation
 * @param architecture architecture of the machine
 * @param template whether the spec is a machine's template; some rules wait until the instance is made
 */
public record RuleSetting(KubeVirtConfiguration configuration, String architecture, boolean template) {
    /** Feature gates that are on unless disabled (stage Beta in KubeVirt v1.9.0). */
    private static final Set<String> ON = Set.of(
            "ImageVolume",
            "Snapshot",
            "WorkloadEncryptionSEV",
            "KubevirtSeccompProfile",
            "NodeRestriction",
            "GPUsWithDRA",
            "HostDevicesWithDRA",
            "DeclarativeHotplugVolumes",
            "PasstBinding",
            "PodSecondaryInterfaceNamingUpgrade",
            "ExternalNetResourceInjection",
            "RebootPolicy",
            "Template",
            "OptOutRoleAggregation");

    boolean isEnabled(String gate) {
        var developer = configuration.developerConfiguration();
        List<String> enabled =
                developer == null || developer.featureGates() == null ? List.of() : developer.featureGates();
        List<String> disabled = developer == null || developer.disabledFeatureGates() == null
                ? List.of()
                : developer.disabledFeatureGates();
        return !disabled.contains(gate) && (ON.contains(gate) || enabled.contains(gate));
    }
}
