package dev.slipway.portal.images;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes images for tests. */
public final class Images {
    private Images() {}

    /** Returns the row of an image of three objects. */
    public static ImageRow row(String yaml) {
        return ImageRow.of(facts(yaml));
    }

    /** Returns the row of an image that is ready, with a disk of a size such as "10Gi". */
    public static ImageRow ready(String namespace, String name, String size) {
        return row("""
                kind: DataSource
                apiVersion: cdi.kubevirt.io/v1beta1
                metadata: {name: %2$s, namespace: %1$s, uid: %1$s-%2$s, annotations: {slipway.dev/os: debian}}
                spec: {source: {pvc: {namespace: %1$s, name: %2$s}}}
                ---
                kind: DataVolume
                apiVersion: cdi.kubevirt.io/v1beta1
                metadata: {name: %2$s, namespace: %1$s}
                spec: {source: {http: {url: "https://images.example/%2$s.qcow2"}}, storage: {resources: {requests: {storage: %3$s}}}}
                status: {phase: Succeeded}
                ---
                kind: PersistentVolumeClaim
                apiVersion: v1
                metadata: {name: %2$s, namespace: %1$s}
                """.formatted(namespace, name, size));
    }

    static ImageFacts facts(String yaml) {
        DataSource image = null;
        DataVolume volume = null;
        PersistentVolumeClaim claim = null;
        for (String document : yaml.split("(?m)^---\\s*$")) {
            if (document.contains("kind: DataSource\n")) {
                image = Serialization.unmarshal(document, DataSource.class);
            } else if (document.contains("kind: DataVolume\n")) {
                volume = Serialization.unmarshal(document, DataVolume.class);
            } else {
                claim = Serialization.unmarshal(document, PersistentVolumeClaim.class);
            }
        }
        return new ImageFacts(
                Objects.requireNonNull(image),
                Optional.ofNullable(volume),
                Optional.ofNullable(claim),
                false,
                List.of());
    }
}
