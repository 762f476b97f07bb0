package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Optional;

/** What a service mesh (Istio) reads of a Pod. Source: KubeVirt v1.9.0, {@code pkg/network/istio}. */
final class ServiceMesh {
    /** Annotation of instances, and label of Pods, whether the mesh puts its proxy beside the guest. */
    static final String INJECT = "sidecar.istio.io/inject";

    // The bridge of the Pod's own network, see machine.network.DeviceNames.
    private static final String POD_BRIDGE = "k6t-eth0";

    private ServiceMesh() {}

    /** Returns what the instance says of the mesh's proxy. */
    static Optional<String> inject(ObjectMeta instance) {
        return Optional.ofNullable(instance.getAnnotations()).map(all -> all.get(INJECT));
    }

    /** Returns whether the mesh puts its proxy into the Pod; it needs the token of the Pod's service account. */
    static boolean injects(ObjectMeta instance) {
        return inject(instance).filter("true"::equalsIgnoreCase).isPresent();
    }

    /** Returns behind which bridge the traffic of the guest comes from. */
    static Map<String, String> annotations(VirtualMachineInstanceSpec spec) {
        boolean hidden = Instance.interfaces(spec).stream().anyMatch(nic -> nic.masquerade() != null);
        return hidden
                ? Map.of(
                        "istio.io/reroute-virtual-interfaces",
                        POD_BRIDGE,
                        "traffic.sidecar.istio.io/kubevirtInterfaces",
                        POD_BRIDGE)
                : Map.of();
    }
}
