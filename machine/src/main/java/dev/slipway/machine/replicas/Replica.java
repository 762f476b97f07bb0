package dev.slipway.machine.replicas;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSet;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.machine.lifecycle.InstanceState;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.Optional;

/** The instances of a replica set. */
public final class Replica {
    private Replica() {}

    /** Returns an instance to create, as the template says; its name is left to the API server. */
    public static VirtualMachineInstance of(VirtualMachineInstanceReplicaSet set, OwnerReference owner) {
        Optional<VirtualMachineInstanceTemplateSpec> template = template(set);
        Optional<ObjectMeta> meta = template.map(VirtualMachineInstanceTemplateSpec::metadata);
        VirtualMachineInstance instance = new VirtualMachineInstance();
        instance.setMetadata(new ObjectMetaBuilder()
                .withGenerateName(prefix(set, meta))
                .withNamespace(set.getMetadata().getNamespace())
                .withLabels(meta.map(ObjectMeta::getLabels).orElse(Map.of()))
                .withAnnotations(meta.map(ObjectMeta::getAnnotations).orElse(Map.of()))
                .withOwnerReferences(owner)
                .build());
        template.map(VirtualMachineInstanceTemplateSpec::spec).ifPresent(spec -> instance.setSpec(spec));
        return instance;
    }

    /** KubeVirt puts no dash between the set's name and the drawn letters. */
    private static String prefix(VirtualMachineInstanceReplicaSet set, Optional<ObjectMeta> template) {
        return template.map(ObjectMeta::getName)
                .filter(name -> !name.isEmpty())
                .or(() -> template.map(ObjectMeta::getGenerateName).filter(prefix -> !prefix.isEmpty()))
                .orElse(set.getMetadata().getName());
    }

    /** Returns the labels of the template. */
    public static Map<String, String> labels(VirtualMachineInstanceReplicaSet set) {
        return template(set)
                .map(VirtualMachineInstanceTemplateSpec::metadata)
                .map(ObjectMeta::getLabels)
                .orElse(Map.of());
    }

    /** Returns whether an instance counts: it has not ended, and is not about to. */
    public static boolean isActive(VirtualMachineInstance instance) {
        InstanceState state = InstanceState.of(instance);
        return !state.isFinal() && !state.deleting() && !isLosingPod(state);
    }

    /** Returns whether an instance only takes its place away: it has ended, or loses its Pod, and nobody deletes it. */
    public static boolean isSpent(VirtualMachineInstance instance) {
        InstanceState state = InstanceState.of(instance);
        return !state.deleting() && (state.isFinal() || isLosingPod(state));
    }

    /** Returns whether an instance serves. */
    public static boolean isReady(VirtualMachineInstance instance) {
        return InstanceState.of(instance).has("Ready", "True");
    }

    private static boolean isLosingPod(InstanceState state) {
        return state.has("Ready", "False", "PodTerminating");
    }

    private static Optional<VirtualMachineInstanceTemplateSpec> template(VirtualMachineInstanceReplicaSet set) {
        return Optional.ofNullable(set.getSpec()).map(VirtualMachineInstanceReplicaSetSpec::template);
    }
}
