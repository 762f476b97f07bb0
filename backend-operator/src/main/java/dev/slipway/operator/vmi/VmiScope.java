package dev.slipway.operator.vmi;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatusBuilder;
import dev.slipway.machine.hotplug.PluggableVolume;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.datavolume.CloneCopier;
import dev.slipway.operator.node.Heartbeat;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that one look at an instance knows; read once.
 *
 * @param instance the instance
 * @param pods Pods that carry, or carried, it
 * @param dataVolumes DataVolumes that it uses, or that fill its claims, by name
 * @param claims claims that it uses, by name
 * @param copiers names of running Pods that copy a claim, by the name of the claim
 * @param silence why nobody knows what the guest does, if its node does not answer
 * @param unattended whether the agent of its node has been silent for so long that it will not tell how the guest ended
 * @param hasMachine whether the virtual machine that controls it exists; true if none does
 * @param now time of the look
 */
record VmiScope(
        VirtualMachineInstance instance,
        List<Pod> pods,
        Map<String, DataVolume> dataVolumes,
        Map<String, PersistentVolumeClaim> claims,
        Map<String, String> copiers,
        Optional<NodeSilence> silence,
        boolean unattended,
        boolean hasMachine,
        Instant now) {

    /**
     * Reads it.
     *
     * @param begun when the operator began: what was before is no silence
     */
    static Optional<VmiScope> read(Caches caches, ObjectKey key, Instant begun, Instant now) {
        return Caches.find(caches.instances(), key).map(instance -> {
            Map<String, DataVolume> dataVolumes = new HashMap<>();
            Map<String, PersistentVolumeClaim> claims = new HashMap<>();
            Map<String, String> copiers = new HashMap<>();
            for (UsedClaim used : usedClaims(instance)) {
                ObjectKey volume = new ObjectKey(key.namespace(), used.name());
                Caches.find(caches.dataVolumes(), volume).ifPresent(found -> dataVolumes.put(used.name(), found));
                Caches.find(caches.claims(), volume).ifPresent(found -> claims.put(used.name(), found));
                CloneCopier.of(caches.podsUsing(volume), used.name()).ifPresent(pod -> copiers.put(used.name(), pod));
            }
            return new VmiScope(
                    instance,
                    caches.launchers(instance),
                    dataVolumes,
                    claims,
                    copiers,
                    node(caches, instance).flatMap(NodeSilence::of),
                    node(caches, instance)
                            .flatMap(Heartbeat::of)
                            .filter(beat -> beat.notBefore(begun).left(now).isEmpty())
                            .isPresent(),
                    hasMachine(caches, instance, key),
                    now);
        });
    }

    private static Optional<Node> node(Caches caches, VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus())
                .flatMap(status -> Optional.ofNullable(status.nodeName()))
                .flatMap(name -> Caches.find(caches.nodes(), new ObjectKey("", name)));
    }

    private static boolean hasMachine(Caches caches, VirtualMachineInstance instance, ObjectKey key) {
        return Caches.controller(instance)
                .filter(owner -> "VirtualMachine".equals(owner.getKind()))
                .map(owner -> Caches.find(caches.machines(), new ObjectKey(key.namespace(), owner.getName()))
                        .filter(machine ->
                                owner.getUid().equals(machine.getMetadata().getUid()))
                        .isPresent())
                .orElse(false);
    }

    private static List<UsedClaim> usedClaims(VirtualMachineInstance instance) {
        return Stream.concat(
                        Optional.ofNullable(instance.getSpec().volumes()).orElse(List.of()).stream(),
                        PluggableVolume.helpers(instance.getSpec()).stream())
                .flatMap(volume -> UsedClaim.of(volume).stream())
                .toList();
    }

    /** Returns the claims that must be there before the guest starts. */
    List<UsedClaim> claimsAtStart() {
        return Optional.ofNullable(instance.getSpec().volumes()).orElse(List.of()).stream()
                .filter(volume -> !PluggableVolume.is(volume))
                .flatMap(volume -> UsedClaim.of(volume).stream())
                .toList();
    }

    VirtualMachineInstanceStatus status() {
        return Optional.ofNullable(instance.getStatus())
                .orElseGet(() -> VirtualMachineInstanceStatusBuilder.builder().build());
    }

    InstanceState state() {
        return InstanceState.of(instance);
    }

    /** Returns the name of the Pod that carries the instance, existing or not. */
    String podName() {
        return Carrier.pod(instance);
    }

    Optional<Pod> pod() {
        return pods.stream()
                .filter(pod -> podName().equals(pod.getMetadata().getName()))
                .findFirst();
    }
}
