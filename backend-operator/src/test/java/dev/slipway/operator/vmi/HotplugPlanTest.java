package dev.slipway.operator.vmi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VolumeStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HotplugPlanTest {
    private static final String SENTENCE = "Volume \"data\" was not plugged in.";

    @Test
    void why_a_volume_was_not_plugged_in_stays_until_it_is() {
        VolumeStatus status = status("holder-1");
        assertThat(status.reason()).isEqualTo("HotplugFailed");
        assertThat(status.message()).isEqualTo(SENTENCE);
    }

    @Test
    void what_failed_with_a_pod_that_is_gone_says_nothing_of_the_next() {
        VolumeStatus status = status("holder-2");
        assertThat(status.phase()).isEqualTo("AttachedToNode");
        assertThat(status.reason()).isEqualTo("SuccessfulAttach");
        assertThat(status.hotplugVolume()).isNotNull();
    }

    @Test
    void volumes_are_told_in_the_order_in_which_the_node_tells_them() {
        assertThat(plan("holder-1").statuses()).extracting(VolumeStatus::name).containsExactly("data", "root");
    }

    /** Returns the status of a volume that failed with Pod {@code holder-1}, by another turn. */
    private static VolumeStatus status(String holder) {
        return plan(holder).statuses().getFirst();
    }

    private static HotplugPlan plan(String holder) {
        VirtualMachineInstance instance =
                Serialization.unmarshal("""
            metadata: {name: web, namespace: shop}
            spec:
              domain: {devices: {disks: [{name: root, disk: {}}, {name: data, disk: {}}]}}
              volumes: [{name: root, persistentVolumeClaim: {claimName: root}}, {name: data, persistentVolumeClaim: {claimName: data, hotpluggable: true}}]
            status:
              volumeStatus:
              - {name: root, target: vda}
              - {name: data, target: "", phase: AttachedToNode, reason: HotplugFailed, message: '%s',
                 hotplugVolume: {attachPodName: hp, attachPodUID: holder-1}}
            """.formatted(SENTENCE), VirtualMachineInstance.class);
        Pod attachment = Serialization.unmarshal("""
            metadata: {name: hp, namespace: shop, uid: %s, labels: {kubevirt.io: hotplug-disk, slipway.dev/hotplug-volume: data}}
            status: {phase: Running}
            """.formatted(holder), Pod.class);
        VmiScope scope = new VmiScope(
                instance,
                List.of(),
                Map.of(),
                Map.of("data", new PersistentVolumeClaimBuilder().build()),
                Map.of(),
                Optional.empty(),
                false,
                true,
                Instant.EPOCH);
        return HotplugPlan.of(scope, List.of(attachment));
    }
}
