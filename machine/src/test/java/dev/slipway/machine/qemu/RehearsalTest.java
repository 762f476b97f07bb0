package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** What a machine is told about its start before there is anything of it. */
class RehearsalTest {
    @Test
    void secrets_that_are_named_are_taken_to_be_there() {
        VirtualMachineInstance instance = new KubernetesSerialization().unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop}
                spec:
                  accessCredentials:
                  - sshPublicKey: {source: {secret: {secretName: keys}}, propagationMethod: {noCloud: {}}}
                  domain:
                    memory: {guest: 128Mi}
                    devices: {disks: [{name: seed, disk: {bus: virtio}}]}
                  volumes: [{name: seed, cloudInitNoCloud: {secretRef: {name: userdata}}}]
                """, VirtualMachineInstance.class);
        assertThat(Rehearsal.problems(instance)).isEmpty();
    }
}
