package dev.slipway.machine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.machine.lifecycle.PrintableStatus.Situation;
import dev.slipway.machine.lifecycle.PrintableStatus.VolumeTrouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of kubevirt.md §3.2. */
class PrintableStatusTest {
    @Test
    void deletion_comes_before_all_else() {
        assertThat(PrintableStatus.of(new Situation(
                        true, RunStrategy.ALWAYS, Optional.of(instance("Running")), true, true, Set.of(), true, true)))
                .isEqualTo(PrintableStatus.TERMINATING);
    }

    @Test
    void a_guest_that_is_told_to_end_is_stopping_until_it_has_ended() {
        InstanceState running = new InstanceState("u", "Running", true, true, Map.of());
        InstanceState ended = new InstanceState("u", "Succeeded", true, true, Map.of());
        assertThat(status(RunStrategy.HALTED, running)).isEqualTo(PrintableStatus.STOPPING);
        assertThat(status(RunStrategy.HALTED, ended)).isEqualTo(PrintableStatus.STOPPED);
    }

    @Test
    void a_paused_guest_is_paused_and_not_running() {
        assertThat(status(RunStrategy.ALWAYS, instance("Running", condition("Paused", "True", "PausedByUser"))))
                .isEqualTo(PrintableStatus.PAUSED);
        assertThat(status(RunStrategy.ALWAYS, instance("Running"))).isEqualTo(PrintableStatus.RUNNING);
    }

    @Test
    void a_missing_claim_comes_before_starting() {
        assertThat(status(
                        RunStrategy.ALWAYS,
                        instance("Pending", condition("Synchronized", "False", "FailedPvcNotFound"))))
                .isEqualTo(PrintableStatus.ERROR_PVC_NOT_FOUND);
        assertThat(status(RunStrategy.HALTED, null, VolumeTrouble.MISSING)).isEqualTo(PrintableStatus.STOPPED);
    }

    @Test
    void a_stopped_machine_whose_disk_is_imported_shows_that() {
        assertThat(status(RunStrategy.HALTED, null, VolumeTrouble.IMPORTING)).isEqualTo(PrintableStatus.PROVISIONING);
        assertThat(status(RunStrategy.HALTED, null, VolumeTrouble.FAILED)).isEqualTo(PrintableStatus.DATA_VOLUME_ERROR);
    }

    @Test
    void a_failed_disk_comes_before_one_that_is_imported() {
        assertThat(status(RunStrategy.ALWAYS, null, VolumeTrouble.IMPORTING, VolumeTrouble.FAILED))
                .isEqualTo(PrintableStatus.DATA_VOLUME_ERROR);
    }

    @Test
    void no_node_comes_before_starting() {
        assertThat(status(
                        RunStrategy.ALWAYS,
                        instance("Scheduling", condition("PodScheduled", "False", "Unschedulable"))))
                .isEqualTo(PrintableStatus.ERROR_UNSCHEDULABLE);
        assertThat(status(
                        RunStrategy.ALWAYS,
                        instance("Scheduling", condition("PodScheduled", "False", "SchedulerError"))))
                .isEqualTo(PrintableStatus.STARTING);
    }

    @Test
    void an_image_that_cannot_be_had_is_named_as_the_kubelet_does() {
        assertThat(status(
                        RunStrategy.ALWAYS, instance("Scheduling", condition("Synchronized", "False", "ErrImagePull"))))
                .isEqualTo(PrintableStatus.ERR_IMAGE_PULL);
        assertThat(status(
                        RunStrategy.ALWAYS,
                        instance("Scheduling", condition("Synchronized", "False", "ImagePullBackOff"))))
                .isEqualTo(PrintableStatus.IMAGE_PULL_BACK_OFF);
    }

    @Test
    void an_unbound_claim_is_waited_for_only_by_what_shall_run() {
        assertThat(status(RunStrategy.ALWAYS, null, VolumeTrouble.UNBOUND))
                .isEqualTo(PrintableStatus.WAITING_FOR_VOLUME_BINDING);
        assertThat(status(RunStrategy.HALTED, null, VolumeTrouble.UNBOUND)).isEqualTo(PrintableStatus.STOPPED);
    }

    @Test
    void an_instance_that_runs_once_does_not_wait_for_its_claim_but_starts() {
        assertThat(status(RunStrategy.ONCE, null, VolumeTrouble.UNBOUND))
                .isEqualTo(PrintableStatus.WAITING_FOR_VOLUME_BINDING);
        assertThat(status(RunStrategy.ONCE, instance("Pending"), VolumeTrouble.UNBOUND))
                .isEqualTo(PrintableStatus.STARTING);
        assertThat(status(RunStrategy.RERUN_ON_FAILURE, null, VolumeTrouble.UNBOUND))
                .isEqualTo(PrintableStatus.WAITING_FOR_VOLUME_BINDING);
        assertThat(status(RunStrategy.MANUAL, null, VolumeTrouble.UNBOUND)).isEqualTo(PrintableStatus.STOPPED);
    }

    @Test
    void all_phases_before_running_are_starting() {
        for (String phase : Set.of("", "Pending", "Scheduling", "Scheduled")) {
            assertThat(status(RunStrategy.ALWAYS, instance(phase))).isEqualTo(PrintableStatus.STARTING);
        }
    }

    @Test
    void repeated_failures_show_only_where_there_are_more_tries() {
        assertThat(crashed(RunStrategy.ALWAYS)).isEqualTo(PrintableStatus.CRASH_LOOP_BACK_OFF);
        assertThat(crashed(RunStrategy.ONCE)).isEqualTo(PrintableStatus.CRASH_LOOP_BACK_OFF);
        assertThat(crashed(RunStrategy.MANUAL)).isEqualTo(PrintableStatus.STOPPED);
    }

    @Test
    void a_receiver_without_guest_waits() {
        assertThat(status(RunStrategy.WAIT_AS_RECEIVER, null)).isEqualTo(PrintableStatus.WAITING_FOR_RECEIVER);
    }

    @Test
    void what_fits_nothing_is_unknown() {
        assertThat(status(RunStrategy.ALWAYS, instance("Unknown"))).isEqualTo(PrintableStatus.UNKNOWN);
    }

    private static PrintableStatus crashed(RunStrategy strategy) {
        return PrintableStatus.of(new Situation(false, strategy, Optional.empty(), false, false, Set.of(), true, true));
    }

    private static PrintableStatus status(
            RunStrategy strategy, @Nullable InstanceState instance, VolumeTrouble... troubles) {
        Optional<InstanceState> state = Optional.ofNullable(instance);
        return PrintableStatus.of(new Situation(
                false,
                strategy,
                state,
                false,
                false,
                Set.of(troubles),
                false,
                RunStrategyDecision.isToRun(strategy, state, new ChangeRequests(List.of()))));
    }

    private static InstanceState instance(String phase, VirtualMachineInstanceCondition... conditions) {
        Map<String, VirtualMachineInstanceCondition> byType =
                conditions.length == 0 ? Map.of() : Map.of(conditions[0].type() + "", conditions[0]);
        return new InstanceState("u", phase, false, "Running".equals(phase), byType);
    }

    private static VirtualMachineInstanceCondition condition(String type, String status, String reason) {
        return new VirtualMachineInstanceCondition(null, null, null, reason, status, type, null);
    }
}
