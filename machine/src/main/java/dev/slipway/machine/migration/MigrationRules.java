package dev.slipway.machine.migration;

import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.MigrationConfiguration;
import dev.slipway.api.kubevirt.MigrationConfigurationBuilder;
import dev.slipway.api.kubevirt.VMIMConfigurationOptions;
import dev.slipway.api.kubevirt.VMIMConfigurationOptionsBuilder;
import dev.slipway.api.migrations.MigrationPolicy;
import dev.slipway.api.migrations.MigrationPolicySpec;
import dev.slipway.api.migrations.Selectors;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one guest migrates: the installation's settings, and what a policy says for this guest. Source: KubeVirt v1.9.0,
 * {@code virt-config.go} (defaults), {@code migrationpolicy.go} (match).
 *
 * @param options every setting, none absent
 * @param policy name of the policy that has its say
 */
public record MigrationRules(VMIMConfigurationOptions options, Optional<String> policy) {
    private static final long PARALLEL_IN_CLUSTER = 5;
    private static final long PARALLEL_OUT_OF_NODE = 2;
    private static final long PROGRESS_TIMEOUT = 150;
    private static final long COMPLETION_TIMEOUT = 150;
    private static final long UTILITY_VOLUMES_TIMEOUT = 150;

    /**
     * Returns the rules of a guest.
     *
     * @param configuration of the installation
     * @param policies all of them
     * @param labels of the instance
     * @param namespace labels of its namespace
     */
    public static MigrationRules of(
            KubeVirtConfiguration configuration,
            List<MigrationPolicy> policies,
            Map<String, String> labels,
            Map<String, String> namespace) {
        VMIMConfigurationOptions settings = settings(Optional.ofNullable(configuration.migrations())
                .orElseGet(() -> MigrationConfigurationBuilder.builder().build()));
        return match(policies, labels, namespace)
                .map(policy -> new MigrationRules(
                        with(settings, policy.getSpec()),
                        Optional.of(policy.getMetadata().getName())))
                .orElseGet(() -> new MigrationRules(settings, Optional.empty()));
    }

    private static VMIMConfigurationOptions settings(MigrationConfiguration given) {
        boolean postCopy = Boolean.TRUE.equals(given.allowPostCopy());
        return VMIMConfigurationOptionsBuilder.builder()
                .allowAutoConverge(Boolean.TRUE.equals(given.allowAutoConverge()))
                .allowPostCopy(postCopy)
                .allowWorkloadDisruption(or(given.allowWorkloadDisruption(), postCopy))
                .bandwidthPerMigration(or(given.bandwidthPerMigration(), new Quantity("0")))
                .completionTimeoutPerGiB(or(given.completionTimeoutPerGiB(), COMPLETION_TIMEOUT))
                .disableTLS(Boolean.TRUE.equals(given.disableTLS()))
                .matchSELinuxLevelOnMigration(or(given.matchSELinuxLevelOnMigration(), true))
                .maxDowntimeMs(given.maxDowntimeMs())
                .network(given.network())
                .nodeDrainTaintKey(or(given.nodeDrainTaintKey(), "kubevirt.io/drain"))
                .parallelMigrationsPerCluster(or(given.parallelMigrationsPerCluster(), PARALLEL_IN_CLUSTER))
                .parallelOutboundMigrationsPerNode(or(given.parallelOutboundMigrationsPerNode(), PARALLEL_OUT_OF_NODE))
                .progressTimeout(or(given.progressTimeout(), PROGRESS_TIMEOUT))
                .unsafeMigrationOverride(Boolean.TRUE.equals(given.unsafeMigrationOverride()))
                .utilityVolumesTimeout(or(given.utilityVolumesTimeout(), UTILITY_VOLUMES_TIMEOUT))
                .build();
    }

    private static VMIMConfigurationOptions with(VMIMConfigurationOptions settings, MigrationPolicySpec policy) {
        boolean postCopy = or(policy.allowPostCopy(), Boolean.TRUE.equals(settings.allowPostCopy()));
        return VMIMConfigurationOptionsBuilder.builder(settings)
                .allowAutoConverge(or(policy.allowAutoConverge(), Boolean.TRUE.equals(settings.allowAutoConverge())))
                .allowPostCopy(postCopy)
                .allowWorkloadDisruption(or(
                        policy.allowWorkloadDisruption(),
                        // Who allows post-copy and says no more allows what it may do to the guest.
                        policy.allowPostCopy() == null
                                ? Boolean.TRUE.equals(settings.allowWorkloadDisruption())
                                : postCopy))
                .bandwidthPerMigration(
                        policy.bandwidthPerMigration() == null
                                ? settings.bandwidthPerMigration()
                                : policy.bandwidthPerMigration())
                .completionTimeoutPerGiB(
                        policy.completionTimeoutPerGiB() == null
                                ? settings.completionTimeoutPerGiB()
                                : policy.completionTimeoutPerGiB())
                .maxDowntimeMs(policy.maxDowntimeMs() == null ? settings.maxDowntimeMs() : policy.maxDowntimeMs())
                .build();
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /** The policy with the most matching labels; of equals the one whose name comes first. */
    private static Optional<MigrationPolicy> match(
            List<MigrationPolicy> policies, Map<String, String> labels, Map<String, String> namespace) {
        return policies.stream()
                .filter(policy -> policy.getSpec() != null && matches(policy.getSpec(), labels, namespace))
                .min(Comparator.<MigrationPolicy>comparingInt(policy -> -count(policy.getSpec()))
                        .thenComparing(policy -> policy.getMetadata().getName()));
    }

    private static boolean matches(
            MigrationPolicySpec policy, Map<String, String> labels, Map<String, String> namespace) {
        return count(policy) > 0
                && labels.entrySet().containsAll(instances(policy).entrySet())
                && namespace.entrySet().containsAll(namespaces(policy).entrySet());
    }

    private static int count(MigrationPolicySpec policy) {
        return instances(policy).size() + namespaces(policy).size();
    }

    private static Map<String, String> instances(MigrationPolicySpec policy) {
        return Optional.ofNullable(policy.selectors())
                .map(Selectors::virtualMachineInstanceSelector)
                .orElse(Map.of());
    }

    private static Map<String, String> namespaces(MigrationPolicySpec policy) {
        return Optional.ofNullable(policy.selectors())
                .map(Selectors::namespaceSelector)
                .orElse(Map.of());
    }
}
