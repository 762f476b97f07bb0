package dev.slipway.standalone.operator;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Plays the garbage collector: deletes what has only owners that are gone. */
final class GarbageSweep {
    private static final List<Class<? extends HasMetadata>> KINDS = List.of(
            VirtualMachine.class,
            VirtualMachineInstance.class,
            DataVolume.class,
            PersistentVolumeClaim.class,
            Pod.class,
            ControllerRevision.class);

    private final KubernetesClient client;

    GarbageSweep(KubernetesClient client) {
        this.client = client;
    }

    void sweep() {
        List<HasMetadata> all = new ArrayList<>();
        // Owned kinds first: an owner that appears in between is then seen, never missed.
        for (Class<? extends HasMetadata> kind : KINDS.reversed()) {
            all.addAll(client.resources(kind).inAnyNamespace().list().getItems());
        }
        Set<String> alive =
                all.stream().map(object -> object.getMetadata().getUid()).collect(Collectors.toSet());
        all.stream()
                .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
                .filter(object -> !object.getMetadata().getOwnerReferences().isEmpty())
                .filter(object -> object.getMetadata().getOwnerReferences().stream()
                        .noneMatch(owner -> alive.contains(owner.getUid())))
                .forEach(object -> client.resource(object).delete());
    }
}
