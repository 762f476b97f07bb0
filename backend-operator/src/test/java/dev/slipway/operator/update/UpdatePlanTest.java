package dev.slipway.operator.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.KubeVirtWorkloadUpdateStrategyBuilder;
import dev.slipway.api.kubevirt.VMIMConfigurationOptionsBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStateBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        assertThat(plan.outdated()).isEqualTo(3);
        assertThat(plan.kept()).isEmpty();
    }

    @Test
    void a_guest_that_could_not_be_moved_is_left_alone_and_counted() {
        UpdatePlan plan = plan(
                new UpdatePlan.Situation(ALL, Set.of("shop/old", "shop/grown"), Set.of(), Set.of(), 0),
                List.of("LiveMigrate"),
                true);
        assertThat(plan.migrated()).isEmpty();
        assertThat(plan.outdated()).isEqualTo(3);
    }

    @Test
    void a_migration_is_taken_back_once_nothing_asks_for_it() {
        VirtualMachineInstance calledOff = guest("off", false, "True", "HotVCPUChange");
        calledOff.getMetadata().setAnnotations(Map.of("kubevirt.io/testWorkloadUpdateMigrationAbortion", ""));
        VirtualMachineInstance arrived = guest("there", false, "True", "");
        arrived.setStatus(arrived.getStatus()
                .withMigrationState(VirtualMachineInstanceMigrationStateBuilder.builder()
                        .targetNodeDomainReadyTimestamp("2026-01-01T00:00:00Z")
                        .build()));
        Set<String> updating = Set.of("shop/fresh", "shop/old", "shop/grown", "shop/off", "shop/there");
        UpdatePlan plan = plan(
                new UpdatePlan.Situation(
                        List.of(FRESH, OLD, GROWN, calledOff, arrived), Set.of(), updating, updating, 5),
                List.of("LiveMigrate"),
                true);
        assertThat(plan.kept()).containsExactly(FRESH, calledOff);
        assertThat(plan.outdated()).isEqualTo(2);
    }

    @Test
    void a_move_to_other_claims_is_known() {
        VirtualMachineInstance brings = guest("brings", false, "True", "VolumesChange");
        assertThat(plan(
                                new UpdatePlan.Situation(List.of(brings), Set.of(), Set.of(), Set.of(), 0),
                                List.of("LiveMigrate"),
                                true)
                        .migrated())
                .containsExactly(new UpdatePlan.Move(brings, "user-triggered", true));
    }

    @Test
    void guests_move_first_for_their_users_and_then_for_the_release() {
        assertThat(plan(List.of("LiveMigrate"), List.of(), true).migrated())
                .containsExactly(
                        new UpdatePlan.Move(GROWN, "user-triggered", false),
                        new UpdatePlan.Move(OLD, "system-critical", false));
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
        return plan(
                new UpdatePlan.Situation(ALL, Set.of(), Set.copyOf(moving), Set.of(), moving.size()),
                methods,
                mayEvict);
    }

    private static UpdatePlan plan(UpdatePlan.Situation situation, List<String> methods, boolean mayEvict) {
        return UpdatePlan.of(
                situation,
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
