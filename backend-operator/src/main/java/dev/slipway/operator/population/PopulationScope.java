package dev.slipway.operator.population;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.datavolume.DataVolumeNames;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that one look at a claim that names a source knows; read once.
 *
 * @param claim the claim
 * @param source what it is to be filled with
 * @param storageClass class of the claim
 * @param prime the DataVolume that fills the second claim
 * @param primeClaim the second claim
 * @param volume the volume of the second claim, looked up when it is filled
 */
record PopulationScope(
        PersistentVolumeClaim claim,
        NamedSource source,
        Optional<StorageClass> storageClass,
        Optional<DataVolume> prime,
        Optional<PersistentVolumeClaim> primeClaim,
        Optional<PersistentVolume> volume) {

    static Optional<PopulationScope> read(
            Caches caches, ObjectKey key, Function<String, Optional<PersistentVolume>> volumes) {
        return Caches.find(caches.claims(), key)
                .flatMap(claim -> NamedSource.reference(claim)
                        .map(reference ->
                                read(caches, claim, NamedSource.of(claim, reference, caches.imports()), volumes)));
    }

    private static PopulationScope read(
            Caches caches,
            PersistentVolumeClaim claim,
            NamedSource source,
            Function<String, Optional<PersistentVolume>> volumes) {
        ObjectKey key = new ObjectKey(claim.getMetadata().getNamespace(), PopulationNames.prime(claim));
        Optional<DataVolume> prime = Caches.find(caches.dataVolumes(), key);
        Optional<PersistentVolumeClaim> filled = Caches.find(caches.claims(), key);
        boolean over = isIn(DataVolumeState.FILLED, prime) && !UsedClaim.isBound(claim);
        return new PopulationScope(
                claim,
                source,
                Optional.ofNullable(claim.getSpec().getStorageClassName())
                        .flatMap(name -> Caches.find(caches.storageClasses(), new ObjectKey("", name))),
                prime,
                filled,
                filled.filter(_ -> over)
                        .flatMap(found -> Optional.ofNullable(found.getSpec().getVolumeName()))
                        .flatMap(volumes));
    }

    /** Returns whether the second claim has what the first one is to have. */
    boolean isFilled() {
        return isIn(DataVolumeState.FILLED, prime);
    }

    /** Returns whether the second claim will never have it. */
    boolean isFailed() {
        return isIn(DataVolumeState.FAILED, prime);
    }

    private static boolean isIn(DataVolumeState state, Optional<DataVolume> prime) {
        return prime.filter(volume -> DataVolumeState.of(volume) == state).isPresent();
    }

    /** Returns whether the claim gets its volume only when a Pod uses it, and none does. */
    boolean waitsForConsumer() {
        return storageClass
                        .filter(found -> "WaitForFirstConsumer".equals(found.getVolumeBindingMode()))
                        .isPresent()
                && !Copies.annotations(claim).containsKey(DataVolumeNames.BIND_IMMEDIATELY)
                && !Copies.annotations(claim).containsKey(PopulationNames.SELECTED_NODE);
    }

    /** Returns what the filling says of itself. */
    Optional<DataVolumeCondition> running() {
        return prime.map(DataVolume::getStatus).map(DataVolumeStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> "Running".equals(condition.type()))
                .findFirst();
    }

    /** Returns the sentence that the claim has told last. */
    String told() {
        return Copies.annotations(claim).getOrDefault(DataVolumeNames.RUNNING + ".message", "");
    }

    /** Returns the kind of the source, for events. */
    String kind() {
        return NamedSource.reference(claim).orElseThrow().getKind();
    }
}
