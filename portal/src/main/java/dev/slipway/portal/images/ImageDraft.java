package dev.slipway.portal.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.names.SlipwayNames;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The two objects of the image that a form without problems describes: docs/contracts.md §8. */
final class ImageDraft {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "cdi.kubevirt.io/v1beta1";
    private static final BigDecimal MIB_PER_GIB = BigDecimal.valueOf(1024);

    /** An image is filled before any machine wants it, whatever the storage class says. */
    private static final String AT_ONCE = "cdi.kubevirt.io/storage.bind.immediate.requested";

    private ImageDraft() {}

    /** Returns the DataVolume that fills the image's claim. */
    static ObjectNode volume(ImageForm form) {
        ObjectNode volume = object("DataVolume", form);
        volume.withObject("/metadata/annotations").put(AT_ONCE, "true");
        ObjectNode spec = volume.putObject("spec");
        ObjectNode source = spec.putObject("source");
        if (form.upload()) {
            source.putObject("upload");
        } else {
            ObjectNode http = source.putObject("http").put("url", form.url());
            if (!form.checksum().isEmpty()) {
                http.put("checksum", form.checksum());
            }
        }
        ObjectNode storage = spec.putObject("storage");
        storage.putArray("accessModes").add("ReadWriteOnce");
        storage.putObject("resources").putObject("requests").put("storage", mebibytes(form.size()));
        if (!form.storageClass().isEmpty()) {
            storage.put("storageClassName", form.storageClass());
        }
        return volume;
    }

    /** Returns the DataSource that names the claim. */
    static ObjectNode image(ImageForm form) {
        ObjectNode image = object("DataSource", form);
        image.putObject("spec")
                .putObject("source")
                .putObject("pvc")
                .put("namespace", form.project())
                .put("name", form.name());
        return image;
    }

    private static ObjectNode object(String kind, ImageForm form) {
        ObjectNode object = JSON.createObjectNode().put("apiVersion", API).put("kind", kind);
        ObjectNode metadata =
                object.putObject("metadata").put("name", form.name()).put("namespace", form.project());
        metadata.putObject("labels").put(SlipwayNames.IMAGE, "true");
        ObjectNode annotations = metadata.putObject("annotations");
        annotate(annotations, ImageRow.OS, form.system());
        annotate(annotations, ImageRow.DESCRIPTION, form.description());
        annotate(annotations, ImageRow.FILE, form.file());
        return object;
    }

    private static void annotate(ObjectNode annotations, String name, String value) {
        if (!value.isEmpty()) {
            annotations.put(name, value);
        }
    }

    private static String mebibytes(String gibibytes) {
        return new BigDecimal(gibibytes)
                        .multiply(MIB_PER_GIB)
                        .setScale(0, RoundingMode.UP)
                        .toBigInteger()
                + "Mi";
    }
}
