package dev.slipway.operator.vmi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.InstanceState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessGateTest {
    private static final String GATE = "{type: kubevirt.io/virtual-machine-unpaused, status: \"True\"}";

    @Test
    void gate_of_a_running_pod_is_opened() {
        assertThat(missing("", "Running", "")).hasValueSatisfying(condition -> {
            assertThat(condition.path("status").asText()).isEqualTo("True");
            assertThat(condition.path("reason").asText()).isEqualTo("NotPaused");
        });
    }

    @Test
    void nothing_is_said_of_a_pod_that_does_not_run_yet() {
        assertThat(missing("", "Pending", "")).isEmpty();
    }

    @Test
    void open_gate_is_not_opened_again() {
        assertThat(missing("", "Running", GATE)).isEmpty();
    }

    @Test
    void gate_of_a_paused_machine_is_closed() {
        assertThat(missing("{type: Paused, status: \"True\"}", "Running", GATE))
                .hasValueSatisfying(condition ->
                        assertThat(condition.path("status").asText()).isEqualTo("False"));
    }

    private static Optional<ObjectNode> missing(String condition, String phase, String gate) {
        VirtualMachineInstance instance =
                Serialization.unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop, uid: u}
                status: {phase: Running, conditions: [%s]}""".formatted(condition), VirtualMachineInstance.class);
        Pod pod = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: virt-launcher-web, namespace: shop}
                status: {phase: %s, conditions: [%s]}""".formatted(phase, gate), Pod.class);
        return ReadinessGate.missing(InstanceState.of(instance), pod, Instant.EPOCH);
    }
}
