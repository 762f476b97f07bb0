package dev.slipway.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** Which object controls which. */
public final class Owners {
    private Owners() {}

    /** Returns the reference by which the owner controls what it makes. */
    public static OwnerReference controlling(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** Returns whether the owner controls the object. */
    public static boolean controls(HasMetadata owner, HasMetadata object) {
        return Caches.controller(object)
                .filter(reference -> owner.getMetadata().getUid().equals(reference.getUid()))
                .isPresent();
    }
}
