package dev.slipway.operator.vmi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.machine.lifecycle.InstanceState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VmiProgressTest {
    @Test
    void an_instance_without_a_pod_is_pending() {
        assertThat(progress("", null).phase()).isEqualTo("Pending");
        assertThat(progress("Pending", null).phase()).isEqualTo("Pending");
    }

    @Test
    void an_instance_with_a_pod_is_being_scheduled() {
        assertThat(progress("Pending", pod("Pending", "{}", null)).phase()).isEqualTo("Scheduling");
        assertThat(progress("Scheduling", pod("Pending", "{}", "n1")).phase()).isEqualTo("Scheduling");
    }

    @Test
    void a_launcher_that_runs_is_handed_over_before_its_guest_is_ready() {
        assertThat(progress("Scheduling", running("n1")).phase()).isEqualTo("Scheduled");
    }

    @Test
    void phases_after_the_hand_over_are_the_node_agents() {
        assertThat(progress("Scheduled", running("n1")).phase()).isEqualTo("Scheduled");
        assertThat(progress("Running", running("n1")).phase()).isEqualTo("Running");
    }

    @Test
    void a_pod_that_ended_before_the_hand_over_is_a_failure() {
        VmiProgress progress =
                progress("Scheduling", ended("Failed", 1, "{\"end\":\"qemu-failed\",\"message\":\"no disk\"}"));
        assertThat(progress.phase()).isEqualTo("Failed");
        assertThat(progress.reason()).contains("no disk");
    }

    @Test
    void a_guest_that_fails_while_its_node_is_silent_is_told_to_be_lost_with_the_node() {
        assertThat(progress("Running", ended("Failed", 1, "{\"end\":\"killed\",\"message\":\"gone\"}"))
                        .unattended())
                .isEqualTo(new VmiProgress("Failed", Optional.of("NodeUnresponsive")));
        VmiProgress asAsked = progress("Running", ended("Succeeded", 0, "{\"end\":\"guest-shutdown\"}"));
        assertThat(asAsked.unattended()).isEqualTo(asAsked);
        assertThat(progress("Running", running("n1")).unattended().phase()).isEqualTo("Running");
    }

    @Test
    void the_launchers_last_words_decide_how_the_guest_ended() {
        assertThat(progress("Running", ended("Succeeded", 0, "{\"end\":\"guest-shutdown\"}"))
                        .phase())
                .isEqualTo("Succeeded");
        assertThat(progress("Running", ended("Succeeded", 0, "{\"end\":\"stopped\"}"))
                        .phase())
                .isEqualTo("Succeeded");
        for (String end : new String[] {"killed", "crashed", "panicked", "qemu-failed"}) {
            assertThat(progress("Running", ended("Failed", 1, "{\"end\":\"" + end + "\"}"))
                            .phase())
                    .isEqualTo("Failed");
        }
    }

    @Test
    void a_launcher_without_last_words_was_killed() {
        VmiProgress progress = progress("Running", ended("Failed", 137, ""));
        assertThat(progress.phase()).isEqualTo("Failed");
        assertThat(progress.reason().orElseThrow()).contains("137").contains("killed");
    }

    @Test
    void garbage_as_last_words_is_no_word() {
        for (String garbage : new String[] {"{", "null", "[]", "\u0000\u0001", "{\"end\":{}}", "plain text"}) {
            assertThat(progress("Running", ended("Failed", 1, garbage)).phase()).isEqualTo("Failed");
        }
    }

    @Test
    void a_lost_pod_is_a_failure() {
        assertThat(VmiProgress.of(state("Running"), Optional.empty(), true).phase())
                .isEqualTo("Failed");
    }

    @Test
    void an_end_is_final() {
        assertThat(VmiProgress.of(state("Succeeded"), Optional.empty(), true).phase())
                .isEqualTo("Succeeded");
        assertThat(progress("Failed", running("n1")).phase()).isEqualTo("Failed");
    }

    @Test
    void an_image_that_cannot_be_had_is_a_problem_and_creating_a_container_is_not() {
        assertThat(VmiProgress.stuck(pod("Pending", "{waiting: {reason: ImagePullBackOff, message: gone}}", "n1")))
                .contains(new VmiProblem.ContainerStuck("ImagePullBackOff", "gone"));
        assertThat(VmiProgress.stuck(pod("Pending", "{waiting: {reason: ErrImageNeverPull, message: none}}", "n1"))
                        .orElseThrow()
                        .reason())
                .isEqualTo("ErrImagePull");
        assertThat(VmiProgress.stuck(pod("Pending", "{waiting: {reason: ContainerCreating}}", "n1")))
                .isEmpty();
    }

    private static VmiProgress progress(String phase, @Nullable Pod pod) {
        return VmiProgress.of(state(phase), Optional.ofNullable(pod), false);
    }

    private static InstanceState state(String phase) {
        return new InstanceState("uid", phase, false, false, Map.of());
    }

    private static Pod running(String node) {
        return pod("Running", "{running: {}}", node);
    }

    private static Pod ended(String phase, int exitCode, String message) {
        Pod pod = pod(phase, "{terminated: {exitCode: %d}}".formatted(exitCode), "n1");
        pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getTerminated()
                .setMessage(message);
        return pod;
    }

    private static Pod pod(String phase, String state, @Nullable String node) {
        Pod pod = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: virt-launcher-web-abcde}
                spec: {containers: [{name: compute}]}
                status:
                  phase: %s
                  containerStatuses: [{name: compute, state: %s}]
                """.formatted(phase, state), Pod.class);
        return new PodBuilder(pod).editSpec().withNodeName(node).endSpec().build();
    }
}
