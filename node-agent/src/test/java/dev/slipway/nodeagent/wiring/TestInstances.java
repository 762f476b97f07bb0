package dev.slipway.nodeagent.wiring;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Instances for tests, from YAML. */
public final class TestInstances {
    private TestInstances() {}

    /** An instance with the given interface and network, each a YAML flow mapping. */
    public static VirtualMachineInstance withNic(String nic, String network) {
        return of("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop, uid: 4f2b3a8e-0000-4000-8000-000000000001}
                spec:
                  domain:
                    devices:
                      interfaces: [%s]
                  networks: [%s]
                """.formatted(nic, network));
    }

    /** An instance from YAML. */
    public static VirtualMachineInstance of(String yaml) {
        return Serialization.unmarshal(yaml, VirtualMachineInstance.class);
    }
}
