package dev.slipway.machine.admission;

import static dev.slipway.machine.admission.DiskSourceRules.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.pod.Bytes;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules about the spec of a DataVolume. Source: CDI v1.66, {@code datavolume-validate.go}, and its recorded answers. */
final class DataVolumeRules {
    private static final String SOURCE = "spec.source";
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
        List<Cause> population = population(spec, target);
        if (!population.isEmpty()) {
            return population;
        }
        return DiskSourceRules.first(List.of(
                        () -> source(spec),
                        () -> reference(spec.path("sourceRef")),
                        () -> size(spec, target, claim ? "PVC" : "Storage", root),
                        () -> claim ? accessModes(target.path("accessModes"), root) : Optional.empty()))
                .map(List::of)
                .orElse(List.of());
    }

    private static List<Cause> population(JsonNode spec, JsonNode target) {
        JsonNode source = target.path("dataSource");
        JsonNode reference = target.path("dataSourceRef");
        boolean sourced =
                spec.path("source").isObject() || spec.path("sourceRef").isObject();
        if (!source.isObject() && !reference.isObject()) {
            return sourced
                    ? List.of()
                    : List.of(invalid(
                            SOURCE, "Data volume should have either Source or SourceRef, or be externally populated"));
        }
        List<Cause> causes = new ArrayList<>();
        if (sourced) {
            causes.add(invalid(SOURCE, "External population is incompatible with Source and SourceRef"));
        }
        if (!reference.path("namespace").asText("").isEmpty()) {
            causes.add(
                    invalid("spec.dataSourceRef.namespace[]", "Invalid value: DataSourceRef namespace not supported"));
        }
        if (source.isObject() && reference.isObject() && !isSame(source, reference)) {
            causes.add(invalid("", "DataSourceRef and DataSource must match"));
        }
        return causes;
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return List.of("apiGroup", "kind", "name").stream()
                .allMatch(field ->
                        one.path(field).asText("").equals(other.path(field).asText("")));
    }

    private static Optional<Cause> source(JsonNode spec) {
        JsonNode source = spec.path("source");
        if (!source.isObject()) {
            return Optional.empty();
        }
        long count = DiskSourceRules.count(source, DiskSourceRules.ALL);
        if (count != 1) {
            return Optional.of(
                    invalid(SOURCE, count == 0 ? "Missing Data volume source" : "Multiple Data volume sources"));
        }
        return DiskSourceRules.of(source, spec.path("contentType").asText(""));
    }

    private static Optional<Cause> reference(JsonNode reference) {
        if (!reference.isObject()) {
            return Optional.empty();
        }
        String kind = reference.path("kind").asText("");
        if (!kind.equals("DataSource")) {
            return Optional.of(invalid(
                    "spec.sourceRef.Kind",
                    "Unsupported sourceRef kind " + kind + ", currently only DataSource is supported"));
        }
        return reference.path("name").asText("").isEmpty()
                ? Optional.of(invalid("spec.sourceRef.Name", "sourceRef name is empty"))
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

    private static Optional<Cause> accessModes(JsonNode modes, String root) {
        String field = root + ".PVC.accessModes";
        if (modes.isEmpty()) {
            return Optional.of(invalid(field, "Required value: at least 1 access mode is required"));
        }
        if (modes.size() > 1) {
            return Optional.of(invalid(field, "PVC multiple accessModes"));
        }
        String mode = modes.get(0).asText();
        return ACCESS_MODES.contains(mode)
                ? Optional.empty()
                : Optional.of(invalid(
                        field,
                        "Unsupported value: \"" + mode + "\": supported values: \""
                                + String.join("\", \"", ACCESS_MODES) + "\""));
    }
}
