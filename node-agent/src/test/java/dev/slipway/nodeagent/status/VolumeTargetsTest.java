package dev.slipway.nodeagent.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VolumeStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumeTargetsTest {
    private static final VirtualMachineInstance INSTANCE =
            new KubernetesSerialization().unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop}
                spec:
                  domain:
                    devices:
                      disks: [{name: root, disk: {bus: virtio}}, {name: seed, disk: {bus: virtio}}]
                  volumes: [{name: root, emptyDisk: {capacity: 1Gi}}, {name: seed, cloudInitNoCloud: {userData: a}}]
                """, VirtualMachineInstance.class);

    @Test
    void a_disc_that_was_made_for_the_guest_has_its_size_in_bytes_and_a_disk_has_none() {
        List<VolumeStatus> volumes = VolumeTargets.of(INSTANCE, null, Map.of("seed", 374_784L));
        assertThat(volumes).extracting(VolumeStatus::name).containsExactly("root", "seed");
        assertThat(volumes).extracting(VolumeStatus::target).containsExactly("vda", "vdb");
        assertThat(volumes).extracting(VolumeStatus::size).containsExactly(null, 374_784L);
    }

    @Test
    void a_node_agent_that_did_not_make_the_disc_keeps_what_is_known_of_it() {
        List<VolumeStatus> known = VolumeTargets.of(INSTANCE, null, Map.of("seed", 374_784L));
        assertThat(VolumeTargets.of(INSTANCE, known, Map.of())).isEqualTo(known);
    }
}
