package dev.slipway.machine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.api.kubevirt.MigrationConfigurationBuilder;
import dev.slipway.api.migrations.MigrationPolicy;
import dev.slipway.api.migrations.MigrationPolicySpecBuilder;
import dev.slipway.api.migrations.SelectorsBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the settings of the installation and the policies make the rules of one guest. */
final class MigrationRulesTest {
    private static final Map<String, String> LABELS = Map.of("size", "large", "speed", "slow");
    private static final Map<String, String> NAMESPACE = Map.of("team", "shop");

    @Test
    void without_settings_the_defaults_are_kubevirts() {
        MigrationRules rules =
                MigrationRules.of(KubeVirtConfigurationBuilder.builder().build(), List.of(), LABELS, NAMESPACE);
        assertThat(rules.policy()).isEmpty();
        assertThat(rules.options().parallelMigrationsPerCluster()).isEqualTo(5);
        assertThat(rules.options().parallelOutboundMigrationsPerNode()).isEqualTo(2);
        assertThat(rules.options().completionTimeoutPerGiB()).isEqualTo(150);
        assertThat(rules.options().allowPostCopy()).isFalse();
    }

    @Test
    void who_allows_post_copy_allows_what_it_may_do_to_the_guest() {
        var configuration = KubeVirtConfigurationBuilder.builder()
                .migrations(MigrationConfigurationBuilder.builder()
                        .allowPostCopy(true)
                        .build())
                .build();
        assertThat(MigrationRules.of(configuration, List.of(), LABELS, NAMESPACE)
                        .options()
                        .allowWorkloadDisruption())
                .isTrue();
    }

    @Test
    void policy_with_the_most_matching_labels_has_its_say() {
        List<MigrationPolicy> policies = List.of(
                policy("one", Map.of("speed", "slow"), Map.of(), 1),
                policy("two", Map.of("speed", "slow"), Map.of("team", "shop"), 2),
                policy("other", Map.of("speed", "fast", "size", "large"), Map.of("team", "shop"), 3));
        assertThat(rules(policies).policy()).contains("two");
        assertThat(rules(policies).options().completionTimeoutPerGiB()).isEqualTo(2);
    }

    @Test
    void of_equals_the_policy_whose_name_comes_first_has_its_say() {
        assertThat(rules(List.of(
                                policy("b", Map.of("speed", "slow"), Map.of(), 1),
                                policy("a", Map.of("size", "large"), Map.of(), 2)))
                        .policy())
                .contains("a");
    }

    @Test
    void policy_that_selects_nothing_is_nobodys() {
        assertThat(rules(List.of(policy("empty", Map.of(), Map.of(), 1))).policy())
                .isEmpty();
    }

    private static MigrationRules rules(List<MigrationPolicy> policies) {
        return MigrationRules.of(KubeVirtConfigurationBuilder.builder().build(), policies, LABELS, NAMESPACE);
    }

    private static MigrationPolicy policy(
            String name, Map<String, String> instances, Map<String, String> namespaces, long timeout) {
        MigrationPolicy policy = new MigrationPolicy();
        policy.getMetadata().setName(name);
        policy.setSpec(MigrationPolicySpecBuilder.builder()
                .completionTimeoutPerGiB(timeout)
                .selectors(SelectorsBuilder.builder()
                        .virtualMachineInstanceSelector(instances)
                        .namespaceSelector(namespaces)
                        .build())
                .build());
        return policy;
    }
}
