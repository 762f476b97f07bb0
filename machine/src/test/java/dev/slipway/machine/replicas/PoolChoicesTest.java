package dev.slipway.machine.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.pool.VirtualMachinePoolAutohealingStrategy;
import dev.slipway.api.pool.VirtualMachinePoolSelectionPolicy;
import dev.slipway.api.pool.VirtualMachinePoolSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who goes first, how many at once, and who is given up. */
class PoolChoicesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<VirtualMachine> MACHINES = List.of(
            machine("web-2", "10:00:00", "a"), machine("web-10", "09:00:00", "b"), machine("web-1", "11:00:00", "a"));

    @Test
    void each_policy_has_its_order() {
        assertThat(order("sortPolicy: AscendingOrder")).containsExactly("web-1", "web-2", "web-10");
        assertThat(order("sortPolicy: DescendingOrder")).containsExactly("web-10", "web-2", "web-1");
        assertThat(order("sortPolicy: Oldest")).containsExactly("web-10", "web-2", "web-1");
        assertThat(order("sortPolicy: Newest")).containsExactly("web-1", "web-2", "web-10");
        assertThat(order("sortPolicy: Random")).containsExactlyInAnyOrder("web-1", "web-2", "web-10");
    }

    @Test
    void selectors_leave_out_machines_by_label_and_by_node() {
        assertThat(order("sortPolicy: Oldest, selectors: {labelSelector: {matchLabels: {tier: a}}}"))
                .containsExactly("web-2", "web-1");
        assertThat(order("sortPolicy: Oldest, selectors: {nodeSelectorRequirementMatcher:"
                        + " [{key: zone, operator: In, values: [b]}]}"))
                .containsExactly("web-10");
        assertThat(order("selectors: {labelSelector: {matchExpressions: [{key: tier, operator: Near}]}}"))
                .isEmpty();
    }

    @Test
    void a_share_is_rounded_down_but_never_to_nothing() {
        assertThat(atOnce("replicas: 10")).isEqualTo(10);
        assertThat(atOnce("replicas: 10, maxUnavailable: 25%")).isEqualTo(2);
        assertThat(atOnce("replicas: 3, maxUnavailable: 25%")).isEqualTo(1);
        assertThat(atOnce("replicas: 10, maxUnavailable: 3")).isEqualTo(3);
        assertThat(atOnce("paused: true")).isEqualTo(1);
    }

    @Test
    void a_machine_is_given_up_after_so_many_failures_or_so_long() {
        assertThat(left("", "startFailure: {consecutiveFailCount: 3}")).contains(Duration.ZERO);
        assertThat(left("", "startFailure: {consecutiveFailCount: 2}")).isEmpty();
        assertThat(left("startUpFailureThreshold: 2", "startFailure: {consecutiveFailCount: 2}"))
                .contains(Duration.ZERO);
        String unschedulable = "printableStatus: ErrorUnschedulable, conditions: [{type: Ready, status: 'False',"
                + " lastProbeTime: '2026-01-01T11:58:00Z'}]";
        assertThat(left("", unschedulable)).contains(Duration.ofMinutes(3));
        assertThat(left("minFailingToStartDuration: 1m30s", unschedulable)).contains(Duration.ZERO);
        assertThat(left("", unschedulable.replace("ErrorUnschedulable", "Stopped")))
                .isEmpty();
    }

    private static List<String> order(String policy) {
        return PoolSelection.of(
                        MACHINES,
                        Optional.of(Serialization.unmarshal(
                                "--- {" + policy + "}", VirtualMachinePoolSelectionPolicy.class)),
                        new Random(1))
                .stream()
                .map(machine -> machine.getMetadata().getName())
                .toList();
    }

    private static int atOnce(String pool) {
        return MaxUnavailable.of(Serialization.unmarshal("--- {" + pool + "}", VirtualMachinePoolSpec.class));
    }

    private static Optional<Duration> left(String healing, String status) {
        return FailingMachine.left(
                Serialization.unmarshal("--- {status: {" + status + "}}", VirtualMachine.class),
                Serialization.unmarshal("--- {" + healing + "}", VirtualMachinePoolAutohealingStrategy.class),
                NOW);
    }

    private static VirtualMachine machine(String name, String birth, String tier) {
        return Serialization.unmarshal(
                ("--- {metadata: {name: %s, creationTimestamp: '2026-01-01T%sZ'}, spec: {template: {metadata: {labels:"
                                + " {tier: %s}}, spec: {nodeSelector: {zone: %s}}}}}")
                        .formatted(name, birth, tier, tier),
                VirtualMachine.class);
    }
}
