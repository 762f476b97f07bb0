package dev.slipway.operator.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class VmNewsTest {
    private static final VirtualMachineStatus STARTING =
            status("Starting", condition("Ready", "False", "VMIConditionMissing"));

    @Test
    void another_reason_for_not_being_ready_may_wait() {
        assertThat(VmNews.mayWait(STARTING, status("Starting", condition("Ready", "False", "GuestNotRunning"))))
                .isTrue();
    }

    @Test
    void first_status_is_written_at_once() {
        VirtualMachineStatus none = VirtualMachineStatusBuilder.builder().build();
        assertThat(VmNews.mayWait(null, STARTING)).isFalse();
        assertThat(VmNews.mayWait(none, STARTING)).isFalse();
    }

    @Test
    void another_printable_status_is_written_at_once() {
        assertThat(VmNews.mayWait(STARTING, status("Running", condition("Ready", "False", "GuestNotRunning"))))
                .isFalse();
    }

    @Test
    void machine_that_becomes_ready_is_written_at_once() {
        assertThat(VmNews.mayWait(STARTING, status("Starting", condition("Ready", "True", ""))))
                .isFalse();
    }

    @Test
    void condition_that_comes_or_goes_is_written_at_once() {
        VirtualMachineStatus failing = status(
                "Starting", condition("Ready", "False", "VMIConditionMissing"), condition("Failure", "True", "Why"));
        assertThat(VmNews.mayWait(STARTING, failing)).isFalse();
        assertThat(VmNews.mayWait(failing, STARTING)).isFalse();
    }

    @Test
    void without_a_difference_nothing_waits() {
        assertThat(VmNews.mayWait(STARTING, status("Starting", condition("Ready", "False", "VMIConditionMissing"))))
                .isFalse();
    }

    private static VirtualMachineStatus status(String printable, VirtualMachineCondition... conditions) {
        return VirtualMachineStatusBuilder.builder()
                .created(true)
                .printableStatus(printable)
                .conditions(List.of(conditions))
                .build();
    }

    private static VirtualMachineCondition condition(String type, String status, String reason) {
        return new VirtualMachineCondition(null, null, null, reason, status, type, null);
    }
}
