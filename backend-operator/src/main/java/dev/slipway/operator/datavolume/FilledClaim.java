package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.LabelSelector;
import dev.slipway.api.cdi.LabelSelectorRequirement;
import dev.slipway.api.cdi.PersistentVolumeClaimSpec;
import dev.slipway.api.cdi.StorageSpec;
import dev.slipway.machine.pod.Bytes;
import dev.slipway.operator.cluster.TakenSnapshot;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpecBuilder;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The claim of a DataVolume, as CDI makes it. */
final class FilledClaim {
    private static final String FILESYSTEM = "Filesystem";

    private FilledClaim() {}

    static PersistentVolumeClaim of(DataVolume volume, Filling filling, DiskSize size, boolean preallocated) {
        return new PersistentVolumeClaimBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(DataVolumeNames.claim(volume))
                        .withNamespace(volume.getMetadata().getNamespace())
                        .withLabels(labels(volume))
                        .withAnnotations(annotations(volume, filling, preallocated))
                        .withOwnerReferences(owner(volume))
                        .build())
                .withSpec(spec(volume, size.block())
                        .withNewResources()
                        .withRequests(Map.of("storage", Bytes.quantity(size.claim())))
                        .endResources()
                        .build())
                .build();
    }

    /**
     * Returns the claim of a DataVolume whose content comes from a snapshot.
     *
     * @param whyCopied why its storage does not fill it; nothing if it does
     */
    static PersistentVolumeClaim ofSnapshot(
            DataVolume volume, Restoring from, DiskSize size, boolean preallocated, Optional<String> whyCopied) {
        Filling filling = new Filling.Restore(from.key());
        PersistentVolumeClaim claim = of(volume, filling, size, preallocated);
        PersistentVolumeClaimBuilder made = new PersistentVolumeClaimBuilder(claim)
                .editMetadata()
                .addToAnnotations(DataVolumeNames.CLONE_TYPE, whyCopied.isPresent() ? "copy" : "snapshot")
                .endMetadata();
        if (whyCopied.isPresent()) {
            return made.editMetadata()
                    .addToAnnotations(
                            DataVolumeNames.CLONE_REQUEST,
                            new ObjectKey(from.key().namespace(), DataVolumeNames.restoredSource(volume)).toString())
                    .addToAnnotations(DataVolumeNames.CLONE_FALLBACK, whyCopied.get())
                    .endMetadata()
                    .build();
        }
        return restored(made, from.key(), from.begun(size)).build();
    }

    /** Returns the claim beside a snapshot that is restored from it to be copied. Source: CDI v1.66, {@code createTempSourceClaim}. */
    static PersistentVolumeClaim restoredSource(DataVolume volume, Restoring from, DiskSize size) {
        return restored(
                        new PersistentVolumeClaimBuilder()
                                .withMetadata(new ObjectMetaBuilder()
                                        .withName(DataVolumeNames.restoredSource(volume))
                                        .withNamespace(from.key().namespace())
                                        .withLabels(commonLabels())
                                        .withAnnotations(Map.of(
                                                DataVolumeNames.OWNED_BY,
                                                ObjectKey.of(volume).toString()))
                                        .build())
                                .withNewSpec()
                                .withAccessModes("ReadWriteOnce")
                                .withVolumeMode(from.taken()
                                        .flatMap(TakenSnapshot::mode)
                                        .orElse(size.block() ? "Block" : FILESYSTEM))
                                .withStorageClassName(from.own()
                                        .map(found -> found.getMetadata().getName())
                                        .orElse(null))
                                .endSpec(),
                        from.key(),
                        from.size().orElse(size.claim()))
                .build();
    }

    private static PersistentVolumeClaimBuilder restored(
            PersistentVolumeClaimBuilder claim, ObjectKey snapshot, long bytes) {
        return claim.editSpec()
                .withDataSource(new TypedLocalObjectReferenceBuilder()
                        .withApiGroup("snapshot.storage.k8s.io")
                        .withKind("VolumeSnapshot")
                        .withName(snapshot.name())
                        .build())
                .withNewResources()
                .withRequests(Map.of("storage", Bytes.quantity(bytes)))
                .endResources()
                .endSpec();
    }

    /** Returns the owner of what is made for a DataVolume, or for a claim that has none. */
    static OwnerReference owner(HasMetadata subject) {
        return new OwnerReferenceBuilder()
                .withApiVersion(subject.getApiVersion())
                .withKind(subject.getKind())
                .withName(subject.getMetadata().getName())
                .withUid(subject.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    static Map<String, String> commonLabels() {
        return Map.of(
                "app", DataVolumeNames.APP,
                "app.kubernetes.io/component", "storage",
                "app.kubernetes.io/managed-by", "cdi-controller");
    }

    private static Map<String, String> labels(DataVolume volume) {
        Map<String, String> labels = new TreeMap<>(
                Optional.ofNullable(volume.getMetadata().getLabels()).orElse(Map.of()));
        labels.putAll(commonLabels());
        labels.put("alerts.k8s.io/KubePersistentVolumeFillingUp", "disabled");
        return labels;
    }

    private static Map<String, String> annotations(DataVolume volume, Filling filling, boolean preallocated) {
        Map<String, String> annotations = new TreeMap<>(
                Optional.ofNullable(volume.getMetadata().getAnnotations()).orElse(Map.of()));
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        annotations.put(DataVolumeNames.CREATED_FOR, volume.getMetadata().getUid());
        annotations.put(DataVolumeNames.CONTENT_TYPE, ContentType.of(volume).word());
        annotations.put(DataVolumeNames.PREALLOCATION, Boolean.toString(preallocated));
        switch (filling) {
            case Filling.Http http -> {
                annotations.put(DataVolumeNames.IMPORT_SOURCE, "http");
                annotations.put(
                        DataVolumeNames.IMPORT_ENDPOINT,
                        Optional.ofNullable(http.source().url()).orElse(""));
            }
            case Filling.Registry image -> {
                annotations.put(DataVolumeNames.IMPORT_SOURCE, "registry");
                annotations.put(DataVolumeNames.IMPORT_ENDPOINT, image.url());
            }
            case Filling.Bucket bucket -> {
                annotations.put(DataVolumeNames.IMPORT_SOURCE, bucket.kind());
                annotations.put(DataVolumeNames.IMPORT_ENDPOINT, bucket.url());
            }
            case Filling.Blank _ -> annotations.put(DataVolumeNames.IMPORT_SOURCE, "none");
            case Filling.Upload _ -> annotations.put(DataVolumeNames.UPLOAD_TARGET, "");
            case Filling.Clone clone -> {
                annotations.put(DataVolumeNames.CLONE_REQUEST, clone.source().toString());
                annotations.put(DataVolumeNames.CLONE_TYPE, "copy");
            }
            case Filling.Restore restore ->
                annotations.put(DataVolumeNames.SNAPSHOT, restore.snapshot().toString());
        }
        return annotations;
    }

    private static PersistentVolumeClaimSpecBuilder spec(DataVolume volume, boolean block) {
        StorageSpec storage = volume.getSpec().storage();
        PersistentVolumeClaimSpec claim = volume.getSpec().pvc();
        if (storage != null) {
            return spec(storage.accessModes(), block, storage.storageClassName(), storage.volumeName())
                    .withSelector(selector(storage.selector()));
        }
        if (claim != null) {
            return spec(claim.accessModes(), block, claim.storageClassName(), claim.volumeName())
                    .withSelector(selector(claim.selector()));
        }
        throw new IllegalArgumentException("a DataVolume without size has no claim");
    }

    /** What {@code spec.storage} leaves open, CDI asks a StorageProfile for; every class can do these two. */
    private static PersistentVolumeClaimSpecBuilder spec(
            @Nullable List<String> accessModes,
            boolean block,
            @Nullable String storageClass,
            @Nullable String volumeName) {
        return new PersistentVolumeClaimSpecBuilder()
                .withAccessModes(accessModes == null || accessModes.isEmpty() ? List.of("ReadWriteOnce") : accessModes)
                .withVolumeMode(block ? "Block" : FILESYSTEM)
                .withStorageClassName(storageClass)
                .withVolumeName(volumeName);
    }

    private static io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector(@Nullable LabelSelector selector) {
        if (selector == null) {
            return null;
        }
        List<LabelSelectorRequirement> expressions =
                Optional.ofNullable(selector.matchExpressions()).orElse(List.of());
        return new LabelSelectorBuilder()
                .withMatchLabels(selector.matchLabels())
                .withMatchExpressions(expressions.stream()
                        .map(one -> new io.fabric8.kubernetes.api.model.LabelSelectorRequirement(
                                one.key(), one.operator(), one.values()))
                        .toList())
                .build();
    }
}
