package dev.slipway.portal.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.portal.cluster.ObjectKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainProgressTest {
    private static final DrainFate MOVES = fate("moves", DrainFate.Kind.MOVES, "moves to another node");
    private static final DrainFate STAYS = fate("stays", DrainFate.Kind.STAYS, "stays, as it cannot migrate: a disk");

    @ParameterizedTest
    @CsvSource({
        "LiveMigrate,           True,  MOVES",
        "LiveMigrate,           False, STAYS",
        "LiveMigrateIfPossible, True,  MOVES",
        "LiveMigrateIfPossible, False, ENDS",
        "External,              True,  STAYS",
        "None,                  True,  ENDS",
    })
    void fate_follows_strategy_and_whether_the_guest_can_move(String strategy, String movable, DrainFate.Kind kind) {
        VirtualMachineInstance instance =
                Serialization.unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: lab}
                spec: {evictionStrategy: %s, domain: {devices: {}}}
                status: {nodeName: n, conditions: [{type: LiveMigratable, status: "%s", message: a disk is shared with nobody}]}
                """.formatted(strategy, movable), VirtualMachineInstance.class);

        DrainFate fate = DrainFate.of(instance);

        assertThat(fate.kind()).isEqualTo(kind);
        if (movable.equals("False")) {
            assertThat(fate.sentence()).endsWith("a disk is shared with nobody");
        }
    }

    @Test
    void drain_ends_when_the_node_is_empty_or_gone_or_takes_machines_again_or_only_what_cannot_move_is_left() {
        assertThat(DrainProgress.of(Optional.of(true), List.of())).isInstanceOf(DrainProgress.Empty.class);
        assertThat(DrainProgress.of(Optional.empty(), List.of(STAYS))).isInstanceOf(DrainProgress.Empty.class);
        assertThat(DrainProgress.of(Optional.of(false), List.of(MOVES)).sentence())
                .contains("was uncordoned");
        assertThat(DrainProgress.of(Optional.of(true), List.of(STAYS)))
                .isEqualTo(new DrainProgress.Over("stays stays, as it cannot migrate: a disk. Shut down what stays,"
                        + " and drain the node again."));
        assertThat(DrainProgress.of(Optional.of(true), List.of(MOVES, STAYS)))
                .isEqualTo(new DrainProgress.Leaving("2 machines are left: moves, stays."));
    }

    @Test
    void plan_names_who_moves_who_ends_and_who_stays_and_counts_whom_the_visitor_may_not_see() {
        DrainPlan plan =
                DrainPlan.of(List.of(STAYS, MOVES, fate("ends", DrainFate.Kind.ENDS, "is shut down")), 2, false, false);

        assertThat(plan.words())
                .isEqualTo(
                        "New machines keep away until the node is uncordoned. moves moves to other nodes and runs on."
                                + " ends is shut down. stays stays, as it cannot migrate: a disk. 2 machines that you may not"
                                + " see are here, too.");
        assertThat(plan.fate(new ObjectKey("lab", "moves"))).isEqualTo("moves to another node");
    }

    private static DrainFate fate(String name, DrainFate.Kind kind, String sentence) {
        return new DrainFate(new ObjectKey("lab", name), kind, sentence);
    }
}
