package dev.slipway.operator.evacuation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvacuationPlanTest {
    private static final Node CALM = node("[]");
    private static final Node DRAINED = node("[{key: kubevirt.io/drain, effect: NoSchedule}]");

    @Test
    void marked_guest_moves_from_any_node_and_others_stay() {
        VirtualMachineInstance marked = guest("a", "LiveMigrate", "True", "evacuationNodeName: n1,");
        VirtualMachineInstance left = guest("b", "LiveMigrate", "True", "evacuationNodeName: n2,");
        assertThat(plan(CALM, List.of(marked, left, guest("c", "LiveMigrate", "True", "")), List.of())
                        .moved())
                .containsExactly(marked);
    }

    @Test
    void node_with_the_drain_taint_is_emptied_of_guests_that_are_to_migrate() {
        EvacuationPlan plan = plan(
                DRAINED,
                List.of(
                        guest("a", "LiveMigrate", "True", ""),
                        guest("b", "LiveMigrateIfPossible", "True", ""),
                        guest("c", "None", "True", ""),
                        guest("d", "External", "True", ""),
                        guest("e", "LiveMigrateIfPossible", "False", ""),
                        guest("f", "LiveMigrate", "False", ""),
                        guest("g", "LiveMigrate", "True", "phase: Succeeded,")),
                List.of());
        assertThat(names(plan.moved())).containsExactly("a", "b");
        assertThat(names(plan.stuck())).containsExactly("f");
    }

    @Test
    void each_guest_gets_one_migration_which_waits_for_its_place_itself() {
        List<VirtualMachineInstance> guests = List.of(
                guest("a", "LiveMigrate", "True", ""),
                guest("b", "LiveMigrate", "True", ""),
                guest("c", "LiveMigrate", "True", ""));
        assertThat(names(plan(DRAINED, guests, List.of("x/1", "x/2")).moved())).containsExactly("a", "b", "c");
        assertThat(names(plan(DRAINED, guests, List.of("shop/a")).moved())).containsExactly("b", "c");
    }

    private static EvacuationPlan plan(Node node, List<VirtualMachineInstance> guests, List<String> moving) {
        return EvacuationPlan.of(node, guests, moving, "kubevirt.io/drain", "None");
    }

    private static List<String> names(List<VirtualMachineInstance> guests) {
        return guests.stream().map(guest -> guest.getMetadata().getName()).toList();
    }

    private static Node node(String taints) {
        return Serialization.unmarshal("metadata: {name: n1}\nspec: {taints: " + taints + "}", Node.class);
    }

    private static VirtualMachineInstance guest(String name, String strategy, String migratable, String status) {
        return Serialization.unmarshal("""
                metadata: {name: %s, namespace: shop}
                spec: {evictionStrategy: %s}
                status: {%s nodeName: n1, conditions: [{type: LiveMigratable, status: '%s'}]}
                """.formatted(name, strategy, status, migratable), VirtualMachineInstance.class);
    }
}
