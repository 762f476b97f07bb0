package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.machine.given.Given;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which feature gates are on. Source: KubeVirt v1.9.0, {@code pkg/virt-config/featuregate}. */
public final class FeatureGates {
    /** Always on, whatever the configuration says (stage GA). */
    private static final Set<String> ALWAYS = Set.of(
            "LiveMigration",
            "SRIOVLiveMigration",
            "NonRoot",
            "PSA",
            "CPUNodeDiscovery",
            "NUMA",
            "CommonInstancetypesDeploymentGate",
            "GPU",
            "HotplugNICs",
            "BochsDisplayForEFIGuests",
            "VMLiveUpdateFeatures",
            "NetworkBindingPlugins",
            "DynamicPodInterfaceNaming",
            "VolumesUpdateStrategy",
            "VolumeMigration",
            "DisableCustomSELinuxPolicy",
            "AutoResourceLimitsGate",
            "ClusterProfiler",
            "VMPersistentState",
            "VMExport",
            "PersistentReservation",
            "InstancetypeReferencePolicy",
            "EnableVirtioFsConfigVolumes",
            "ExpandDisks",
            "PanicDevices",
            "LiveUpdateNADRef",
            "VideoConfig",
            "SecureExecution",
            "MigrationPriorityQueue");

    /** On unless disabled (stage Beta). */
    private static final Set<String> ON = Set.of(
            "LibvirtHooksServerAndClient",
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
            "VmiMemoryOverheadReport",
            "OptOutRoleAggregation");

    /** Still obeyed, and to go with a later version (stage Deprecated). */
    private static final Set<String> GOING =
            Set.of("DockerSELinuxMCSWorkaround", "MultiArchitecture", "DisableMDEVConfiguration", "HotplugVolumes");

    /** Gates of what is no longer there (stage Discontinued). */
    private static final Set<String> GONE =
            Set.of("ExperimentalVirtiofsSupport", "Passt", "Macvtap", "PasstIPStackMigration");

    private FeatureGates() {}

    /** Returns what to say to whoever enables a gate that opens nothing, or soon nothing; empty if it has a use. */
    public static Optional<String> pointless(String gate) {
        if (ALWAYS.contains(gate)) {
            return Optional.of("The feature gate " + gate + " is always on. Remove it from featureGates.");
        }
        if (GONE.contains(gate)) {
            return Optional.of(
                    "The feature gate " + gate + " is of a feature that is gone. Remove it from featureGates.");
        }
        return GOING.contains(gate)
                ? Optional.of("The feature gate " + gate + " is deprecated and goes with a later version."
                        + (gate.equals("HotplugVolumes") ? " Use DeclarativeHotplugVolumes, which is on." : ""))
                : Optional.empty();
    }

    /** Whether a gate is on: always, else as configured, else as its stage says; enabling beats disabling. */
    public static boolean isEnabled(String gate, KubeVirtConfiguration configuration) {
        return ALWAYS.contains(gate)
                || isNamed(gate, configuration)
                || ON.contains(gate) && !disabled(configuration).contains(gate);
    }

    /** Whether the configuration itself enables a gate. */
    static boolean isNamed(String gate, KubeVirtConfiguration configuration) {
        var developer = configuration.developerConfiguration();
        return developer != null && Given.list(developer.featureGates()).contains(gate);
    }

    private static List<String> disabled(KubeVirtConfiguration configuration) {
        var developer = configuration.developerConfiguration();
        return developer == null ? List.of() : Given.list(developer.disabledFeatureGates());
    }
}
