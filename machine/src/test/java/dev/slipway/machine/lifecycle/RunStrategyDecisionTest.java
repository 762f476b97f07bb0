package dev.slipway.machine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineStateChangeRequest;
import dev.slipway.machine.lifecycle.RunStrategyDecision.BackOff;
import dev.slipway.machine.lifecycle.RunStrategyDecision.Rest;
import dev.slipway.machine.lifecycle.RunStrategyDecision.Situation;
import dev.slipway.machine.lifecycle.RunStrategyDecision.Start;
import dev.slipway.machine.lifecycle.RunStrategyDecision.Step;
import dev.slipway.machine.lifecycle.RunStrategyDecision.Stop;
import dev.slipway.machine.lifecycle.RunStrategyDecision.Unhalt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of kubevirt.md §3.1, row by row. */
class RunStrategyDecisionTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String UID = "4711";

    @Test
    void always_starts_what_does_not_run() {
        assertThat(step(RunStrategy.ALWAYS, null)).isEqualTo(new Start(false));
    }

    @Test
    void always_leaves_what_runs_alone() {
        assertThat(step(RunStrategy.ALWAYS, instance("Running"))).isEqualTo(new Rest());
    }

    @Test
    void always_removes_what_has_ended_to_start_it_again() {
        assertThat(step(RunStrategy.ALWAYS, instance("Succeeded"))).isEqualTo(new Stop(UID));
        assertThat(step(RunStrategy.ALWAYS, instance("Failed"))).isEqualTo(new Stop(UID));
    }

    @Test
    void always_restarts_on_request() {
        assertThat(step(RunStrategy.ALWAYS, instance("Running"), stop(UID), start()))
                .isEqualTo(new Stop(UID));
    }

    @Test
    void a_request_to_stop_an_earlier_instance_is_done() {
        assertThat(step(RunStrategy.ALWAYS, instance("Running"), stop("another")))
                .isEqualTo(new Rest());
    }

    @Test
    void always_waits_for_the_next_try_of_what_failed_to_start() {
        CrashLoopBackOff backOff = new CrashLoopBackOff(2, "earlier", NOW.plusSeconds(40));
        assertThat(step(RunStrategy.ALWAYS, null, backOff)).isEqualTo(new BackOff(Duration.ofSeconds(40)));
    }

    @Test
    void always_starts_again_when_the_try_is_due() {
        CrashLoopBackOff backOff = new CrashLoopBackOff(2, "earlier", NOW);
        assertThat(step(RunStrategy.ALWAYS, null, backOff)).isEqualTo(new Start(false));
    }

    @Test
    void nothing_is_deleted_twice() {
        for (RunStrategy strategy : RunStrategy.values()) {
            assertThat(step(strategy, deleting("Failed"))).isEqualTo(new Rest());
        }
    }

    @Test
    void rerun_on_failure_starts_once_after_the_strategy_was_chosen() {
        Situation chosen = situation(RunStrategy.RERUN_ON_FAILURE, RunStrategy.HALTED, null, null);
        assertThat(RunStrategyDecision.of(chosen).step()).isEqualTo(new Start(false));
        assertThat(step(RunStrategy.RERUN_ON_FAILURE, null)).isEqualTo(new Rest());
    }

    @Test
    void rerun_on_failure_remembers_to_start_again_what_failed() {
        RunStrategyDecision decision = RunStrategyDecision.of(
                situation(RunStrategy.RERUN_ON_FAILURE, RunStrategy.RERUN_ON_FAILURE, instance("Failed"), null));
        assertThat(decision.step()).isEqualTo(new Stop(UID));
        assertThat(decision.requests()).isEqualTo(ChangeRequests.start());
        assertThat(step(RunStrategy.RERUN_ON_FAILURE, null, start())).isEqualTo(new Start(false));
    }

    @Test
    void rerun_on_failure_leaves_down_what_shut_itself_down() {
        RunStrategyDecision decision = RunStrategyDecision.of(
                situation(RunStrategy.RERUN_ON_FAILURE, RunStrategy.RERUN_ON_FAILURE, instance("Succeeded"), null));
        assertThat(decision.step()).isEqualTo(new Stop(UID));
        assertThat(decision.requests().list()).isEmpty();
    }

    @Test
    void rerun_on_failure_leaves_down_what_was_deleted_before_it_failed() {
        RunStrategyDecision decision = RunStrategyDecision.of(
                situation(RunStrategy.RERUN_ON_FAILURE, RunStrategy.RERUN_ON_FAILURE, deleting("Failed"), null));
        assertThat(decision.requests().list()).isEmpty();
    }

    @Test
    void manual_does_only_what_is_asked() {
        assertThat(step(RunStrategy.MANUAL, null)).isEqualTo(new Rest());
        assertThat(step(RunStrategy.MANUAL, null, start())).isEqualTo(new Start(false));
        assertThat(step(RunStrategy.MANUAL, instance("Failed"))).isEqualTo(new Rest());
        assertThat(step(RunStrategy.MANUAL, instance("Running"), stop(UID))).isEqualTo(new Stop(UID));
    }

    @Test
    void manual_can_start_paused() {
        VirtualMachineStateChangeRequest paused =
                new VirtualMachineStateChangeRequest("Start", Map.of("paused", "true"), null, null);
        assertThat(step(RunStrategy.MANUAL, null, paused)).isEqualTo(new Start(true));
    }

    @Test
    void halted_stops_whatever_there_is() {
        for (String phase : List.of("", "Pending", "Running", "Succeeded", "Failed")) {
            assertThat(step(RunStrategy.HALTED, instance(phase))).isEqualTo(new Stop(UID));
        }
        assertThat(step(RunStrategy.HALTED, null)).isEqualTo(new Rest());
    }

    @Test
    void a_request_to_start_turns_halted_into_always() {
        assertThat(step(RunStrategy.HALTED, null, start())).isEqualTo(new Unhalt());
    }

    @Test
    void once_starts_once_and_keeps_what_has_ended() {
        assertThat(step(RunStrategy.ONCE, null)).isEqualTo(new Start(false));
        assertThat(step(RunStrategy.ONCE, instance("Succeeded"))).isEqualTo(new Rest());
        assertThat(step(RunStrategy.ONCE, instance("Failed"))).isEqualTo(new Rest());
    }

    @Test
    void a_receiver_waits() {
        assertThat(step(RunStrategy.WAIT_AS_RECEIVER, null)).isEqualTo(new Rest());
    }

    @Test
    void a_start_request_is_done_when_something_runs_that_is_not_about_to_end() {
        ChangeRequests requests = new ChangeRequests(List.of(start()));
        assertThat(requests.trimmed(Optional.of(instance("Pending"))).list()).isEmpty();
        assertThat(requests.trimmed(Optional.of(deleting("Running"))).list()).hasSize(1);
        assertThat(requests.trimmed(Optional.of(instance("Failed"))).list()).hasSize(1);
        assertThat(requests.trimmed(Optional.empty()).list()).hasSize(1);
    }

    @Test
    void a_restart_is_trimmed_step_by_step() {
        ChangeRequests restart = new ChangeRequests(List.of(stop(UID), start()));
        assertThat(restart.trimmed(Optional.of(deleting("Running"))).list()).hasSize(2);
        assertThat(restart.trimmed(Optional.empty()).list()).containsExactly(start());
        InstanceState next = new InstanceState("next", "Pending", false, false, Map.of());
        assertThat(restart.trimmed(Optional.of(next)).list()).isEmpty();
    }

    private static Step step(
            RunStrategy strategy, @Nullable InstanceState instance, VirtualMachineStateChangeRequest... requests) {
        return RunStrategyDecision.of(situation(strategy, strategy, instance, null, requests))
                .step();
    }

    private static Step step(RunStrategy strategy, @Nullable InstanceState instance, CrashLoopBackOff backOff) {
        return RunStrategyDecision.of(situation(strategy, strategy, instance, backOff))
                .step();
    }

    private static Situation situation(
            RunStrategy strategy,
            RunStrategy last,
            @Nullable InstanceState instance,
            @Nullable CrashLoopBackOff backOff,
            VirtualMachineStateChangeRequest... requests) {
        Optional<InstanceState> current = Optional.ofNullable(instance);
        return new Situation(
                strategy,
                Optional.of(last),
                current,
                new ChangeRequests(List.of(requests)).trimmed(current),
                Optional.ofNullable(backOff),
                NOW);
    }

    private static InstanceState instance(String phase) {
        return new InstanceState(UID, phase, false, false, Map.of());
    }

    private static InstanceState deleting(String phase) {
        return new InstanceState(UID, phase, true, false, Map.of());
    }

    private static VirtualMachineStateChangeRequest start() {
        return new VirtualMachineStateChangeRequest("Start", null, null, null);
    }

    private static VirtualMachineStateChangeRequest stop(String uid) {
        return new VirtualMachineStateChangeRequest("Stop", null, uid, null);
    }
}
