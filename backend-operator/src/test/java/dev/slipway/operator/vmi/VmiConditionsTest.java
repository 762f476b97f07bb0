package dev.slipway.operator.vmi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The conditions of an instance that wait for its volumes. Source: KubeVirt v1.9.0, {@code watch/vmi}. */
class VmiConditionsTest {
    private final VmiConditions conditions = new VmiConditions(null, Instant.EPOCH);

    @Test
    void an_instance_whose_claim_is_missing_cannot_be_scheduled_either() {
        conditions.scheduled(Optional.empty(), Optional.of(new VmiProblem.ClaimMissing("shop", "disk")));
        assertThat(told("PodScheduled")).isEqualTo("False Unschedulable");

        conditions.scheduled(Optional.empty(), Optional.empty());
        assertThat(told("PodScheduled")).isEmpty();
    }

    @Test
    void data_volumes_are_ready_when_each_says_so_itself() {
        conditions.volumes(List.of());
        assertThat(told("DataVolumesReady")).isEmpty();
        conditions.volumes(List.of(volume("Succeeded", "True"), volume("Succeeded", "True")));
        assertThat(told("DataVolumesReady")).isEqualTo("True AllDVsReady");
        conditions.volumes(List.of(volume("Succeeded", "True"), volume("ImportInProgress", "False")));
        assertThat(told("DataVolumesReady")).isEqualTo("False NotAllDVsReady");
        conditions.volumes(List.of(volume("Succeeded", "True"), volume("Succeeded", "")));
        assertThat(told("DataVolumesReady")).isEqualTo("Unknown NotAllDVsReady");
    }

    @Test
    void an_instance_is_provisioned_while_a_data_volume_waits_for_it() {
        conditions.provisioning("Pending", List.of(volume("ImportInProgress", "False")));
        assertThat(told("Provisioning")).isEmpty();
        conditions.provisioning("Pending", List.of(volume("WaitForFirstConsumer", "False")));
        assertThat(told("Provisioning")).isEqualTo("True ");
        conditions.provisioning("Pending", List.of(volume("ImportInProgress", "False")));
        assertThat(told("Provisioning")).isEqualTo("True ");
        conditions.provisioning("Scheduling", List.of(volume("Succeeded", "True")));
        assertThat(told("Provisioning")).isEmpty();
    }

    private String told(String type) {
        return conditions.list().stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst()
                .map((VirtualMachineInstanceCondition found) -> found.status() + " "
                        + Optional.ofNullable(found.reason()).orElse(""))
                .orElse("");
    }

    private static DataVolume volume(String phase, String ready) {
        String conditions = ready.isEmpty() ? "[]" : "[{type: Ready, status: '" + ready + "'}]";
        return Serialization.unmarshal(
                "metadata: {name: disk}\nstatus: {phase: " + phase + ", conditions: " + conditions + "}",
                DataVolume.class);
    }
}
