package dev.slipway.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Changed copies of cached objects, which themselves must never change. */
public final class Copies {
    private Copies() {}

    /** Returns a copy whose parts can be replaced without the original noticing. */
    public static <S, T, R extends CustomResource<S, T>> R of(R original) {
        try {
            @SuppressWarnings("unchecked") // the class of an object makes objects of its class
            R copy = (R) original.getClass().getDeclaredConstructor().newInstance();
            copy.setMetadata(new ObjectMetaBuilder(original.getMetadata()).build());
            copy.setSpec(original.getSpec());
            copy.setStatus(original.getStatus());
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("every custom resource has a constructor without arguments", e);
        }
    }

    /** Returns a copy with one finalizer more. */
    public static <S, T, R extends CustomResource<S, T>> R withFinalizer(R original, String finalizer) {
        return changed(original, meta -> meta.addToFinalizers(finalizer));
    }

    /** Returns a copy without the finalizer. */
    public static <S, T, R extends CustomResource<S, T>> R withoutFinalizer(R original, String finalizer) {
        return changed(original, meta -> meta.removeFromFinalizers(finalizer));
    }

    /** Returns a copy that is controlled by the owner. */
    public static <S, T, R extends CustomResource<S, T>> R withController(R original, OwnerReference owner) {
        return changed(original, meta -> meta.addToOwnerReferences(owner));
    }

    /** Returns a copy that the owner with this uid has let go of. */
    public static <S, T, R extends CustomResource<S, T>> R withoutOwner(R original, String uid) {
        return changed(original, meta -> meta.removeMatchingFromOwnerReferences(owner -> uid.equals(owner.getUid())));
    }

    /** Returns a copy with one label more, or with another value of it. */
    public static <S, T, R extends CustomResource<S, T>> R withLabel(R original, String label, String value) {
        Map<String, String> labels = new TreeMap<>(labels(original));
        labels.put(label, value);
        return changed(original, meta -> meta.withLabels(labels));
    }

    /** Returns a copy without the label. */
    public static <S, T, R extends CustomResource<S, T>> R withoutLabel(R original, String label) {
        return changed(original, meta -> meta.removeFromLabels(label));
    }

    /** Returns a copy without the annotation. */
    public static <S, T, R extends CustomResource<S, T>> R withoutAnnotation(R original, String annotation) {
        return changed(original, meta -> meta.removeFromAnnotations(annotation));
    }

    /** Returns a copy with one annotation more, or with another value of it. */
    public static <S, T, R extends CustomResource<S, T>> R withAnnotation(R original, String annotation, String value) {
        return withAnnotations(original, Map.of(annotation, value));
    }

    /** Returns a copy with these annotations more, or with other values of them. */
    public static <S, T, R extends CustomResource<S, T>> R withAnnotations(R original, Map<String, String> added) {
        Map<String, String> annotations = new TreeMap<>(annotations(original));
        annotations.putAll(added);
        return changed(original, meta -> meta.withAnnotations(annotations));
    }

    /** Returns the annotations of an object. */
    public static Map<String, String> annotations(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
    }

    /** Returns the labels of an object. */
    public static Map<String, String> labels(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
    }

    private static <S, T, R extends CustomResource<S, T>> R changed(
            R original, UnaryOperator<ObjectMetaBuilder> change) {
        R copy = of(original);
        copy.setMetadata(
                change.apply(new ObjectMetaBuilder(original.getMetadata())).build());
        return copy;
    }
}
