package dev.slipway.benchmarks.machine;

import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.client.utils.Serialization;

/** A machine with a small empty disk and a network, which runs without an image. */
final class SmallMachine {
    private static final String MANIFEST = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: NAME, namespace: default}
            spec:
              runStrategy: Always
              template:
                spec:
                  terminationGracePeriodSeconds: 0
                  domain:
                    memory: {guest: 64Mi}
                    devices:
                      disks: [{name: disk, disk: {bus: virtio}}]
                      interfaces: [{name: default, masquerade: {}}]
                  networks: [{name: default, pod: {}}]
                  volumes: [{name: disk, emptyDisk: {capacity: 32Mi}}]
            """;

    private SmallMachine() {}

    static VirtualMachine named(String name) {
        return Serialization.unmarshal(MANIFEST.replace("NAME", name), VirtualMachine.class);
    }

    /** The same with a disk of a container's image instead of the empty one. */
    static VirtualMachine withContainerDisk(String name, String image) {
        return Serialization.unmarshal(
                MANIFEST.replace("NAME", name)
                        .replace("emptyDisk: {capacity: 32Mi}", "containerDisk: {image: \"%s\"}".formatted(image)),
                VirtualMachine.class);
    }
}
