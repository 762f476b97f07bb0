package dev.slipway.importer.registry;

import dev.slipway.importer.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What a registry stores under the name of an image (OCI image specification 1.1, manifest and index; Docker's, schema 2). */
sealed interface ImageManifest {
    /** Media types of manifests, as a client accepts them. */
    String ACCEPTED = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
            + "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";

    /** An image: its layers, the lowest first. */
    record Single(List<Layer> layers) implements ImageManifest {}

    /** A list of images for several architectures. */
    record Several(List<Offer> offers) implements ImageManifest {
        /** Returns the image for Linux on an architecture. */
        Optional<Offer> of(String architecture) {
            return offers.stream()
                    .filter(offer -> offer.system().equals("linux")
                            && offer.architecture().equals(architecture))
                    .findFirst();
        }
    }

    /**
     * A layer.
     *
     * @param digest digest of its bytes, as they are sent
     * @param mediaType what it says that it is
     */
    record Layer(String digest, String mediaType) {
        boolean isFiles() {
            return mediaType.contains("tar");
        }
    }

    /** One image of a list. */
    record Offer(String digest, String architecture, String system) {}

    /** Reads a manifest; throws {@link IllegalArgumentException} with what is wrong. */
    static ImageManifest parse(String text) {
        JsonObject json = JsonObject.parse(text);
        if (json.has("manifests")) {
            return new Several(
                    json.objects("manifests").stream().map(ImageManifest::offer).toList());
        }
        if (!json.has("layers")) {
            throw new IllegalArgumentException("neither a list of images nor one with layers");
        }
        return new Single(json.objects("layers").stream()
                .map(layer -> new Layer(
                        Digests.checked(layer.text("digest").orElse("")),
                        layer.text("mediaType").orElse("")))
                .toList());
    }

    private static Offer offer(JsonObject json) {
        JsonObject platform = json.object("platform").orElseGet(JsonObject::new);
        return new Offer(
                Digests.checked(json.text("digest").orElse("")),
                platform.text("architecture").orElse(""),
                platform.text("os").orElse(""));
    }
}
