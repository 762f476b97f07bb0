package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Where a disk comes from: the rules about each kind of source; the first that is broken is told. Source: CDI v1.66. */
final class DiskSourceRules {
    static final List<String> IMPORTED = List.of("http", "s3", "gcs", "registry", "imageio", "blank", "vddk");
    static final List<String> ALL = Stream.concat(IMPORTED.stream(), Stream.of("pvc", "upload", "snapshot"))
            .toList();
    private static final String SOURCE = "spec.source";
    private static final String INVALID = "FieldValueInvalid";

    private DiskSourceRules() {}

    static Cause invalid(String field, String message) {
        return new Cause(INVALID, field, message);
    }

    /** Returns how many of {@code kinds} are named. */
    static long count(JsonNode source, List<String> kinds) {
        return kinds.stream().filter(kind -> source.path(kind).isObject()).count();
    }

    static Optional<Cause> of(JsonNode source, String contentType) {
        return first(List.of(
                () -> address(source, "http", "HTTP"),
                () -> checksum(source.path("http")),
                () -> address(source, "s3", "S3"),
                () -> address(source, "gcs", "GCS"),
                () -> blank(source, contentType),
                () -> registry(source.path("registry"), contentType),
                () -> complete(source, "imageio", "Imageio", List.of("url", "diskId")),
                () -> address(source, "imageio", "Imageio"),
                () -> complete(source, "vddk", "VDDK", List.of("secretRef", "uuid", "backingFile", "thumbprint")),
                () -> address(source, "vddk", "VDDK")));
    }

    static Optional<Cause> first(List<Supplier<Optional<Cause>>> rules) {
        return rules.stream().flatMap(rule -> rule.get().stream()).findFirst();
    }

    private static Optional<Cause> address(JsonNode source, String kind, String shown) {
        return source.path(kind).isObject()
                ? SourceUrl.problem(source.path(kind).path("url").asText(""))
                        .map(problem -> invalid(SOURCE + "." + shown + ".url", SOURCE + " " + problem))
                : Optional.empty();
    }

    private static Optional<Cause> checksum(JsonNode http) {
        return ChecksumForm.problem(http.path("checksum").asText(""))
                .map(problem -> invalid(SOURCE + ".HTTP.checksum", "Invalid checksum format: " + problem));
    }

    private static Optional<Cause> blank(JsonNode source, String contentType) {
        return source.path("blank").isObject() && contentType.equals("archive")
                ? Optional.of(invalid("spec.contentType", "SourceType cannot be blank and the contentType be archive"))
                : Optional.empty();
    }

    private static Optional<Cause> registry(JsonNode registry, String contentType) {
        if (!registry.isObject()) {
            return Optional.empty();
        }
        if (contentType.equals("archive")) {
            return Optional.of(invalid("spec.contentType", "ContentType must be kubevirt when Source is Registry"));
        }
        String url = registry.path("url").asText("");
        String stream = registry.path("imageStream").asText("");
        String method = registry.path("pullMethod").asText("");
        if (url.isEmpty() == stream.isEmpty()) {
            return Optional.of(invalid(SOURCE + ".Registry", "Source registry should have either URL or ImageStream"));
        }
        if (!List.of("", "pod", "node").contains(method)) {
            return Optional.of(invalid(
                    SOURCE + ".Registry.importMethod", "ImportMethod " + method + " is neither pod, node or \"\""));
        }
        if (!stream.isEmpty()) {
            return method.equals("node")
                    ? Optional.empty()
                    : Optional.of(invalid(
                            SOURCE + ".Registry.importMethod",
                            "Source registry ImageStream is supported only with node pull method"));
        }
        return List.of("docker", "oci-archive").contains(SourceUrl.scheme(url))
                ? Optional.empty()
                : Optional.of(invalid(SOURCE + ".Registry.URL", "Illegal registry source URL scheme " + url));
    }

    private static Optional<Cause> complete(JsonNode source, String kind, String shown, List<String> needed) {
        JsonNode given = source.path(kind);
        return given.isObject()
                        && needed.stream()
                                .anyMatch(field -> given.path(field).asText("").isEmpty())
                ? Optional.of(
                        invalid(SOURCE + "." + shown, SOURCE + "." + shown + " source " + shown + " is not valid"))
                : Optional.empty();
    }
}
