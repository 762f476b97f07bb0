package dev.slipway.machine.admission;

import static dev.slipway.machine.admission.DiskSourceRules.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.pod.Bytes;
import dev.slipway.machine.validate.Cause;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules about the spec of a DataVolume. Source: CDI v1.66, {@code datavolume-validate.go}, and its recorded answers. */
final class DataVolumeRules {
    private static final int LONGEST_NAME = 253;
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

    private DataVolumeRules() {}

    /**
     * Returns what is wrong; as in CDI the first problem hides the others.
     *
     * @param root how fields below the spec are called: {@code spec} or {@code Template}
     */
    static List<Cause> of(JsonNode spec, String root) {
        boolean claim = spec.path("pvc").isObject();
        boolean storage = spec.path("storage").isObject();
        if (claim && storage) {
            return List.of(invalid(
                    root + ".PVC.Storage", "Duplicate storage definition, both target storage and target pvc defined"));
        }
        if (!claim && !storage) {
            return List.of(invalid(root + ".PVC", "Missing Data volume PVC"));
        }
        JsonNode target = claim ? spec.path("pvc") : spec.path("storage");
        Optional<Cause> form = DiskSourceRules.first(List.of(
                () -> size(spec, target, claim ? "PVC" : "Storage", root),
                () -> target.path("storageClassName").asText("").length() > LONGEST_NAME
                        ? Optional.of(invalid("", "Name cannot be longer than 253 characters"))
                        : Optional.empty(),
                () -> accessModes(target.path("accessModes"), claim, root)));
        if (form.isPresent()) {
            return List.of(form.get());
        }
        return target.path("dataSource").isObject()
                        || target.path("dataSourceRef").isObject()
                ? population(spec, target, root)
                : filled(spec, root);
    }

    /** A disk that CDI fills has one source. */
    private static List<Cause> filled(JsonNode spec, String root) {
        JsonNode source = spec.path("source");
        JsonNode reference = spec.path("sourceRef");
        if (source.isObject() == reference.isObject()) {
            return List.of(invalid(
                    root + ".source",
                    "Data volume should have either Source or SourceRef, or be externally populated"));
        }
        if (reference.isObject()) {
            return reference(reference, root).map(List::of).orElse(List.of());
        }
        long count = DiskSourceRules.count(source, DiskSourceRules.ALL);
        if (count != 1) {
            return List.of(invalid(
                    root + ".source", count == 0 ? "Missing Data volume source" : "Multiple Data volume sources"));
        }
        return DiskSourceRules.of(source, spec.path("contentType").asText(""), root);
    }

    /** A disk that somebody else fills has no source of CDI's. */
    private static List<Cause> population(JsonNode spec, JsonNode target, String root) {
        JsonNode source = target.path("dataSource");
        JsonNode reference = target.path("dataSourceRef");
        List<Cause> causes = new ArrayList<>();
        if (spec.path("source").isObject() || spec.path("sourceRef").isObject()) {
            causes.add(invalid(root + ".source", "External population is incompatible with Source and SourceRef"));
        }
        if (source.isObject() && reference.isObject() && !isSame(source, reference)) {
            causes.add(invalid("", "DataSourceRef and DataSource must match"));
        }
        if (source.isObject()) {
            named(source, "DataSource", root + ".dataSource", causes);
        }
        if (reference.isObject()) {
            if (!reference.path("namespace").asText("").isEmpty()) {
                causes.add(invalid(
                        root + ".dataSourceRef.namespace[]", "Invalid value: DataSourceRef namespace not supported"));
            }
            named(reference, "DataSourceRef", root + ".dataSourceRef", causes);
        }
        return causes;
    }

    private static void named(JsonNode reference, String word, String field, List<Cause> causes) {
        String kind = reference.path("kind").asText("");
        if (reference.path("name").asText("").isEmpty()) {
            causes.add(invalid(field + ".name[]", "Required value: " + word + " name"));
        }
        if (kind.isEmpty()) {
            causes.add(invalid(field + ".kind", "Required value: " + word + " kind"));
        }
        if (reference.path("apiGroup").asText("").isEmpty() && !kind.equals("PersistentVolumeClaim")) {
            causes.add(invalid(
                    field + ".apiGroup[]",
                    "Required value: " + word + " apiGroup when kind is not 'PersistentVolumeClaim'"));
        }
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return List.of("apiGroup", "kind", "name").stream()
                .allMatch(field ->
                        one.path(field).asText("").equals(other.path(field).asText("")));
    }

    private static Optional<Cause> reference(JsonNode reference, String root) {
        String kind = reference.path("kind").asText("");
        if (!kind.equals("DataSource")) {
            return Optional.of(invalid(
                    root + ".sourceRef.Kind",
                    kind.isEmpty()
                            ? "Missing sourceRef kind"
                            : "Unsupported sourceRef kind " + kind + ", currently only DataSource is supported"));
        }
        return reference.path("name").asText("").isEmpty()
                ? Optional.of(invalid(root + ".sourceRef.Name", "Missing sourceRef name"))
                : Optional.empty();
    }

    private static Optional<Cause> size(JsonNode spec, JsonNode target, String form, String root) {
        String field = root + "." + form + ".resources.requests.size";
        JsonNode size = target.at("/resources/requests/storage");
        if (size.isMissingNode()) {
            boolean known = form.equals("Storage")
                    && (spec.at("/source/pvc").isObject()
                            || spec.at("/source/snapshot").isObject()
                            || spec.path("sourceRef").isObject());
            return known ? Optional.empty() : Optional.of(invalid(field, form + " size is missing"));
        }
        BigDecimal bytes = Quantity.getAmountInBytes(new Quantity(size.asText()));
        if (bytes.signum() <= 0) {
            return Optional.of(invalid(field, form + " size can't be equal or less than zero"));
        }
        return bytes.compareTo(BigDecimal.valueOf(Bytes.MEBIBYTE)) < 0
                ? Optional.of(invalid(field, form + " size should be at least 1MiB"))
                : Optional.empty();
    }

    /** A claim has one, a storage any number; CDI names the same field for both. */
    private static Optional<Cause> accessModes(JsonNode modes, boolean claim, String root) {
        String field = root + ".PVC.accessModes";
        if (claim && modes.isEmpty()) {
            return Optional.of(invalid(field, "Required value: at least 1 access mode is required"));
        }
        if (claim && modes.size() > 1) {
            return Optional.of(invalid(field, "PVC multiple accessModes"));
        }
        for (JsonNode mode : modes) {
            if (!ACCESS_MODES.contains(mode.asText())) {
                return Optional.of(invalid(
                        field,
                        "Unsupported value: \"" + mode.asText() + "\": supported values: \""
                                + String.join("\", \"", ACCESS_MODES) + "\""));
            }
        }
        return Optional.empty();
    }
}
