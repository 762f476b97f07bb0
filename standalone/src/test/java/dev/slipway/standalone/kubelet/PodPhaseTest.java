package dev.slipway.standalone.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodPhaseTest {
    private static final ContainerState WAITING = new ContainerState.Waiting("ContainerCreating", "");
    private static final ContainerState RUNNING = new ContainerState.Running(Instant.EPOCH);
    private static final ContainerState WELL = new ContainerState.Ended(0, "", Instant.EPOCH, Instant.EPOCH);
    private static final ContainerState BAD = new ContainerState.Ended(1, "", Instant.EPOCH, Instant.EPOCH);

    @Test
    void pod_whose_containers_wait_is_pending() {
        assertThat(PodPhase.of(List.of(WAITING), "Never")).isEqualTo(PodPhase.PENDING);
    }

    @Test
    void pod_with_a_running_container_runs() {
        assertThat(PodPhase.of(List.of(WELL, RUNNING), "Never")).isEqualTo(PodPhase.RUNNING);
    }

    @Test
    void pod_whose_containers_ended_well_has_succeeded() {
        assertThat(PodPhase.of(List.of(WELL, WELL), "Never")).isEqualTo(PodPhase.SUCCEEDED);
        assertThat(PodPhase.of(List.of(WELL, WELL), "OnFailure")).isEqualTo(PodPhase.SUCCEEDED);
    }

    @Test
    void pod_with_a_failed_container_has_failed_unless_it_is_started_again() {
        assertThat(PodPhase.of(List.of(WELL, BAD), "Never")).isEqualTo(PodPhase.FAILED);
        assertThat(PodPhase.of(List.of(WELL, BAD), "OnFailure")).isEqualTo(PodPhase.RUNNING);
        assertThat(PodPhase.of(List.of(WELL), "Always")).isEqualTo(PodPhase.RUNNING);
    }
}
