package dev.slipway.operator.vmi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
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

    @Test
    void gate_of_a_guest_that_is_asked_through_its_agent_stays_closed_until_it_has_said_that_it_is_ready() {
        String probe = "{guestAgentPing: {}}";
        assertThat(status(probe, "")).isEqualTo("False");
        assertThat(status(probe, "{type: slipway.dev/GuestReady, status: \"False\"}"))
                .isEqualTo("False");
        assertThat(status(probe, "{type: slipway.dev/GuestReady, status: \"True\"}"))
                .isEqualTo("True");
        assertThat(status("{exec: {command: [true]}}", "")).isEqualTo("False");
        assertThat(status("{httpGet: {port: 80}}", "")).as("the kubelet asks").isEqualTo("True");
    }

    private static String status(String probe, String condition) {
        return missing("readinessProbe: " + probe, condition, "Running", "")
                .orElseThrow()
                .path("status")
                .asText();
    }

    private static Optional<ObjectNode> missing(String condition, String phase, String gate) {
        return missing("domain: {}", condition, phase, gate);
    }

    private static Optional<ObjectNode> missing(String spec, String condition, String phase, String gate) {
        VirtualMachineInstance instance =
                Serialization.unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop, uid: u}
                spec: {%s}
                status: {phase: Running, conditions: [%s]}""".formatted(spec, condition), VirtualMachineInstance.class);
        Pod pod = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: virt-launcher-web, namespace: shop}
                status: {phase: %s, conditions: [%s]}""".formatted(phase, gate), Pod.class);
        return ReadinessGate.missing(instance, pod, Instant.EPOCH);
    }
}
