package dev.slipway.operator.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.KubeVirtWorkloadUpdateStrategyBuilder;
import dev.slipway.api.kubevirt.VMIMConfigurationOptionsBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdatePlanTest {
    private static final VirtualMachineInstance FRESH = guest("fresh", false, "True", "");
    private static final VirtualMachineInstance OLD = guest("old", true, "True", "");
    private static final VirtualMachineInstance FIXED = guest("rooted", true, "False", "");
    private static final VirtualMachineInstance GROWN = guest("grown", false, "True", "HotVCPUChange");
    private static final List<VirtualMachineInstance> ALL = List.of(FRESH, OLD, FIXED, GROWN);

    @Test
    void without_a_method_outdated_guests_are_only_counted() {
        UpdatePlan plan = plan(List.of(), List.of(), true);
        assertThat(plan.migrated()).isEmpty();
        assertThat(plan.evicted()).isEmpty();
        assertThat(plan.outdated()).isEqualTo(2);
    }

    @Test
    void guests_move_first_for_their_users_and_then_for_the_release() {
        assertThat(plan(List.of("LiveMigrate"), List.of(), true).migrated())
                .containsExactly(
                        new UpdatePlan.Move(GROWN, "user-triggered"), new UpdatePlan.Move(OLD, "system-maintenance"));
        assertThat(plan(List.of("LiveMigrate"), List.of("shop/grown", "x/y"), true)
                        .migrated())
                .isEmpty();
    }

    @Test
    void guests_that_cannot_move_are_evicted_if_that_is_a_method_too() {
        assertThat(plan(List.of("LiveMigrate"), List.of(), true).evicted()).isEmpty();
        assertThat(plan(List.of("LiveMigrate", "Evict"), List.of(), true).evicted())
                .containsExactly(FIXED);
    }

    @Test
    void evictions_come_in_batches_with_pauses() {
        UpdatePlan batch = plan(List.of("Evict"), List.of(), true);
        assertThat(batch.evicted()).containsExactly(OLD);
        assertThat(batch.waiting()).isTrue();
        assertThat(plan(List.of("Evict"), List.of(), false).evicted()).isEmpty();
    }

    private static UpdatePlan plan(List<String> methods, List<String> moving, boolean mayEvict) {
        return UpdatePlan.of(
                ALL,
                moving,
                KubeVirtWorkloadUpdateStrategyBuilder.builder()
                        .workloadUpdateMethods(methods)
                        .batchEvictionSize(1)
                        .build(),
                VMIMConfigurationOptionsBuilder.builder()
                        .parallelMigrationsPerCluster(2L)
                        .build(),
                mayEvict);
    }

    private static VirtualMachineInstance guest(String name, boolean outdated, String migratable, String change) {
        return Serialization.unmarshal(
                """
                metadata: {name: %s, namespace: shop, labels: {%s}}
                spec: {}
                status: {phase: Running, conditions: [{type: LiveMigratable, status: '%s'}%s]}
                """.formatted(
                                name,
                                outdated ? "kubevirt.io/outdatedLauncherImage: ''" : "",
                                migratable,
                                change.isEmpty() ? "" : ", {type: " + change + ", status: 'True'}"),
                VirtualMachineInstance.class);
    }
}
