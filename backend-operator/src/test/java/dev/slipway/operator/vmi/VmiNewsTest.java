package dev.slipway.operator.vmi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class VmiNewsTest {
    private static final VirtualMachineInstance BORN = instance("{phase: Pending, runtimeUser: 107}");

    @Test
    void pod_on_its_way_to_a_node_may_wait() {
        assertThat(VmiNews.mayWait(BORN, instance("""
                phase: Scheduling
                runtimeUser: 107
                qosClass: Burstable
                activePods: {p: n1}
                conditions: [{type: Ready, status: "False", reason: GuestNotRunning}]"""))).isTrue();
    }

    @Test
    void scheduled_instance_is_written_at_once() {
        assertThat(VmiNews.mayWait(BORN, instance("{phase: Scheduled, runtimeUser: 107, nodeName: n1}")))
                .isFalse();
    }

    @Test
    void pod_that_finds_no_node_is_written_at_once() {
        assertThat(VmiNews.mayWait(BORN, instance("""
                phase: Scheduling
                runtimeUser: 107
                conditions: [{type: PodScheduled, status: "False", reason: Unschedulable}]"""))).isFalse();
    }

    @Test
    void another_reason_of_a_running_guest_for_not_being_ready_may_wait() {
        assertThat(VmiNews.mayWait(running("False", "GuestNotRunning"), running("False", "ReadinessGatesNotReady")))
                .isTrue();
    }

    @Test
    void guest_that_becomes_ready_is_written_at_once() {
        assertThat(VmiNews.mayWait(running("False", "GuestNotRunning"), running("True", "")))
                .isFalse();
    }

    @Test
    void pod_to_move_to_is_written_at_once() {
        assertThat(VmiNews.mayWait(
                        instance("{phase: Running, activePods: {p: n1}}"),
                        instance("{phase: Running, activePods: {p: n1, q: n2}}")))
                .isFalse();
    }

    @Test
    void label_is_written_at_once() {
        VirtualMachineInstance labelled = instance("{phase: Scheduling, runtimeUser: 107}");
        labelled.getMetadata().getLabels().put("kubevirt.io/outdatedLauncherImage", "");
        assertThat(VmiNews.mayWait(BORN, labelled)).isFalse();
    }

    @Test
    void without_a_difference_nothing_waits() {
        assertThat(VmiNews.mayWait(BORN, instance("{phase: Pending, runtimeUser: 107}")))
                .isFalse();
    }

    private static VirtualMachineInstance running(String ready, String reason) {
        return instance("""
                phase: Running
                conditions: [{type: Ready, status: "%s", reason: "%s"}]""".formatted(ready, reason));
    }

    private static VirtualMachineInstance instance(String status) {
        return Serialization.unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop}
                status:
                %s""".formatted(status.indent(2)), VirtualMachineInstance.class);
    }
}
