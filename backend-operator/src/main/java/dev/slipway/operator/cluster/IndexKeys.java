package dev.slipway.operator.cluster;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys by which {@link Caches} finds an object beside its name: its owner, its volumes, its node and the like. */
final class IndexKeys {
    private IndexKeys() {}

    static List<String> owners(HasMetadata object) {
        return Caches.controller(object).map(OwnerReference::getUid).stream().toList();
    }

    static List<String> creators(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getLabels())
                .map(labels -> labels.get(KubeVirtNames.CREATED_BY))
                .stream()
                .toList();
    }

    static List<String> volumesOfMachine(VirtualMachine machine) {
        List<Volume> volumes = Optional.ofNullable(machine.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.template()))
                .flatMap(template -> Optional.ofNullable(template.spec()))
                .flatMap(spec -> Optional.ofNullable(spec.volumes()))
                .orElse(List.of());
        return Stream.concat(
                        volumeKeys(machine, volumes).stream(),
                        UsedClaim.ofDump(machine)
                                .map(name -> new ObjectKey(machine.getMetadata().getNamespace(), name).cacheKey())
                                .stream())
                .distinct()
                .toList();
    }

    static List<String> volumesOfInstance(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.volumes()))
                .map(volumes -> volumeKeys(instance, volumes))
                .orElse(List.of());
    }

    private static List<String> volumeKeys(HasMetadata user, List<Volume> volumes) {
        Function<String, String> key = name -> new ObjectKey(user.getMetadata().getNamespace(), name).cacheKey();
        return volumes.stream()
                .flatMap(volume -> UsedClaim.of(volume).map(UsedClaim::name).stream())
                .map(key)
                .distinct()
                .toList();
    }

    static List<String> claimOfClone(DataVolume volume) {
        return Optional.ofNullable(volume.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.source()))
                .flatMap(origin -> Optional.ofNullable(origin.pvc()))
                .map(claim -> sourceKey(volume, claim.namespace(), claim.name()))
                .stream()
                .toList();
    }

    static List<String> referenceOfVolume(DataVolume volume) {
        return Optional.ofNullable(volume.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.sourceRef()))
                .map(reference -> sourceKey(volume, reference.namespace(), reference.name()))
                .stream()
                .toList();
    }

    static List<String> claimsOfPod(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .map(io.fabric8.kubernetes.api.model.Volume::getPersistentVolumeClaim)
                .filter(claim -> claim != null)
                .map(claim -> new ObjectKey(pod.getMetadata().getNamespace(), claim.getClaimName()).cacheKey())
                .distinct()
                .toList();
    }

    static List<String> claimOfSource(DataSource source) {
        return Optional.ofNullable(source.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.source()))
                .flatMap(origin -> Optional.ofNullable(origin.pvc()))
                .map(claim -> sourceKey(source, claim.namespace(), claim.name()))
                .stream()
                .toList();
    }

    static List<String> pointerOfSource(DataSource source) {
        return Optional.ofNullable(source.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.source()))
                .flatMap(origin -> Optional.ofNullable(origin.dataSource()))
                .map(next -> sourceKey(source, next.namespace(), next.name()))
                .stream()
                .toList();
    }

    private static String sourceKey(HasMetadata source, @Nullable String namespace, @Nullable String name) {
        return new ObjectKey(
                        namespace == null || namespace.isEmpty()
                                ? source.getMetadata().getNamespace()
                                : namespace,
                        name + "")
                .cacheKey();
    }

    static List<String> namespace(HasMetadata object) {
        return List.of(object.getMetadata().getNamespace());
    }

    static List<String> nodeOfInstance(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus())
                .flatMap(status -> Optional.ofNullable(status.nodeName()))
                .stream()
                .toList();
    }
}
