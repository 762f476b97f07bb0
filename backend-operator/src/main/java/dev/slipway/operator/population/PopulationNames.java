package dev.slipway.operator.population;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/** Annotations and object names around claims that name a source. Source of those of CDI: its v1.66, {@code populators}. */
final class PopulationNames {
    /** The group of the sources. */
    static final String GROUP = "cdi.kubevirt.io";

    /** Annotation on the claim: name of the second claim, which is filled. */
    static final String PRIME = "cdi.kubevirt.io/storage.populator.pvcPrime";

    /** Annotation on the claim: percent. */
    static final String PROGRESS = "cdi.kubevirt.io/storage.populator.progress";

    /** Annotation on the second claim: kind of the source. */
    static final String KIND = "cdi.kubevirt.io/storage.populator.kind";

    /** Annotation on the DataVolume of the second claim: uid of the source, so that a later one of its name is another. */
    static final String SOURCE = "slipway.dev/population-source";

    /** Annotation on claims: the node on which the scheduler wants their volume. */
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private PopulationNames() {}

    /** Returns the name of the second claim, and of the DataVolume that fills it. */
    static String prime(PersistentVolumeClaim claim) {
        return "prime-" + claim.getMetadata().getUid();
    }
}
