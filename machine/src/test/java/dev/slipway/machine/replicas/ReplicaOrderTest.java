package dev.slipway.machine.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplicaOrderTest {
    @Test
    void those_that_serve_least_go_first_and_of_those_the_youngest() {
        List<VirtualMachineInstance> present = new ArrayList<>(List.of(
                instance("old", 1, "phase: Running, conditions: [{type: Ready, status: 'True'}]"),
                instance("young", 2, "phase: Running, conditions: [{type: Ready, status: 'True'}]"),
                instance(
                        "moving",
                        1,
                        "phase: Running, conditions: [{type: Ready, status: 'True'}],"
                                + " migrationState: {startTimestamp: '2026-01-01T00:00:00Z'}"),
                instance("unready", 1, "phase: Running"),
                instance("waiting", 1, "phase: Scheduling")));
        Collections.shuffle(present, new Random(7));
        assertThat(ReplicaOrder.surplus(present, 5))
                .extracting(found -> found.getMetadata().getName())
                .containsExactly("waiting", "unready", "moving", "young", "old");
        assertThat(ReplicaOrder.surplus(present, 1)).hasSize(1);
    }

    private static VirtualMachineInstance instance(String name, int second, String status) {
        return Serialization.unmarshal(
                "--- {apiVersion: kubevirt.io/v1, kind: VirtualMachineInstance, metadata: {name: %s, uid: %s,"
                                .formatted(name, name)
                        + " creationTimestamp: '2026-01-01T00:00:0%dZ'}, status: {%s}}".formatted(second, status),
                VirtualMachineInstance.class);
    }
}
