package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoalTest {
    @Test
    void start_ends_when_the_machine_runs() {
        Goal goal = Goal.of(Action.START, machine("Stopped", ""));

        assertThat(progress(goal, machine("Stopped", ""))).isInstanceOf(Goal.Progress.Waiting.class);
        assertThat(progress(goal, machine("Running", "i1"))).isInstanceOf(Goal.Progress.Reached.class);
    }

    @Test
    void start_fails_with_the_reason_of_the_machine() {
        Goal goal = Goal.of(Action.START, machine("Stopped", ""));

        assertThat(progress(goal, machine("ErrorUnschedulable", "i1")))
                .isEqualTo(new Goal.Progress.Failed("Not placed: no node fits."));
    }

    @Test
    void restart_waits_for_another_instance() {
        Goal goal = Goal.of(Action.RESTART, machine("Running", "i1"));

        assertThat(progress(goal, machine("Running", "i1"))).isInstanceOf(Goal.Progress.Waiting.class);
        assertThat(progress(goal, machine("Running", "i2"))).isInstanceOf(Goal.Progress.Reached.class);
    }

    @Test
    void guest_that_ignores_the_power_button_is_told_after_its_grace() {
        Goal goal = Goal.of(Action.SHUT_DOWN, machine("Running", "i1"));

        Goal.Progress late = goal.progress("web", Optional.of(machine("Running", "i1")), Duration.ofMinutes(5));

        assertThat(late)
                .isInstanceOfSatisfying(
                        Goal.Progress.Failed.class,
                        failed -> assertThat(failed.sentence())
                                .isEqualTo(
                                        "web still runs after 4 min: its guest does not react to the power button. Look at its console, or power it off."));
    }

    @Test
    void shut_down_is_done_even_if_the_cluster_starts_the_machine_again() {
        Goal goal = Goal.of(Action.SHUT_DOWN, machine("Running", "i1"));

        assertThat(progress(goal, machine("Starting", "i2"))).isInstanceOf(Goal.Progress.Reached.class);
    }

    @Test
    void deleting_ends_when_the_machine_is_gone() {
        Goal goal = Goal.of(Action.DELETE, machine("Running", "i1"));

        assertThat(progress(goal, machine("Terminating", "i1"))).isInstanceOf(Goal.Progress.Waiting.class);
        assertThat(goal.progress("web", Optional.empty(), Duration.ZERO)).isInstanceOf(Goal.Progress.Reached.class);
    }

    @Test
    void disks_may_take_as_long_as_they_need() {
        Goal goal = Goal.of(Action.START, machine("Stopped", ""));

        assertThat(goal.progress("web", Optional.of(machine("Provisioning", "")), Duration.ofDays(1)))
                .isInstanceOf(Goal.Progress.Waiting.class);
    }

    @Test
    void goal_survives_a_restart_of_the_portal() {
        Goal goal = Goal.of(Action.RESTART, machine("Running", "i1"));

        assertThat(Goal.parse(goal.text())).contains(goal);
        assertThat(Goal.parse("")).isEmpty();
        assertThat(Goal.parse("levitate i1 PT1M")).isEmpty();
        assertThat(Goal.parse("start i1 soon")).isEmpty();
    }

    private static Goal.Progress progress(Goal goal, MachineFacts facts) {
        return goal.progress("web", Optional.of(facts), Duration.ofSeconds(5));
    }

    private static MachineFacts machine(String printableStatus, String instance) {
        String vm = """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: web, namespace: shop, uid: u1}
                spec: {template: {spec: {domain: {devices: {}}}}}
                status: {printableStatus: %s}
                """.formatted(printableStatus);
        String vmi = instance.isEmpty() ? "" : """
                ---
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop, uid: %s}
                spec: {domain: {devices: {}}}
                status: {phase: Running}
                """.formatted(instance);
        return MachineStateTest.facts(vm + vmi);
    }
}
