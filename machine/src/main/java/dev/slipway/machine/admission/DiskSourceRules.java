package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.validate.Cause;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Where a disk comes from: the rules about each kind of source; the first that is broken is told. Source: CDI v1.66. */
final class DiskSourceRules {
    static final List<String> IMPORTED = List.of("http", "s3", "gcs", "registry", "imageio", "blank", "vddk");
    static final List<String> ALL = Stream.concat(IMPORTED.stream(), Stream.of("pvc", "upload", "snapshot"))
            .toList();
    private static final String INVALID = "FieldValueInvalid";

    private DiskSourceRules() {}

    static Cause invalid(String field, String message) {
        return new Cause(INVALID, field, message);
    }

    /** Returns how many of {@code kinds} are named. */
    static long count(JsonNode source, List<String> kinds) {
        return kinds.stream().filter(kind -> source.path(kind).isObject()).count();
    }

    /**
     * Returns what is wrong with the one source that is named.
     *
     * @param root how fields below the spec are called
     */
    static List<Cause> of(JsonNode source, String contentType, String root) {
        List<Cause> http = Stream.of(address(source, "http", "HTTP", root), checksum(source.path("http"), root))
                .flatMap(Optional::stream)
                .toList();
        return http.isEmpty()
                ? first(List.of(
                                () -> address(source, "s3", "S3", root),
                                () -> address(source, "gcs", "GCS", root),
                                () -> blank(source, contentType, root),
                                () -> registry(source.path("registry"), contentType, root),
                                () -> complete(source, "imageio", "Imageio", List.of("secretRef", "diskId"), root),
                                () -> certified(source.path("imageio"), root),
                                () -> address(source, "imageio", "ImageIO", root),
                                () -> complete(
                                        source,
                                        "vddk",
                                        "VDDK",
                                        List.of("secretRef", "uuid", "backingFile", "thumbprint"),
                                        root),
                                () -> address(source, "vddk", "VDDK", root),
                                () -> complete(source, "pvc", "PVC", List.of("namespace", "name"), root),
                                () -> complete(source, "snapshot", "Snapshot", List.of("namespace", "name"), root)))
                        .map(List::of)
                        .orElse(List.of())
                : http;
    }

    static Optional<Cause> first(List<Supplier<Optional<Cause>>> rules) {
        return rules.stream().flatMap(rule -> rule.get().stream()).findFirst();
    }

    private static Optional<Cause> address(JsonNode source, String kind, String shown, String root) {
        return source.path(kind).isObject()
                ? SourceUrl.problem(source.path(kind).path("url").asText(""))
                        .map(problem -> invalid(root + ".source." + shown + ".url", root + ".source " + problem))
                : Optional.empty();
    }

    private static Optional<Cause> checksum(JsonNode http, String root) {
        return ChecksumForm.problem(http.path("checksum").asText(""))
                .map(problem -> invalid(root + ".source.HTTP.checksum", "Invalid checksum format: " + problem));
    }

    private static Optional<Cause> blank(JsonNode source, String contentType, String root) {
        return source.path("blank").isObject() && contentType.equals("archive")
                ? Optional.of(
                        invalid(root + ".contentType", "SourceType cannot be blank and the contentType be archive"))
                : Optional.empty();
    }

    private static Optional<Cause> registry(JsonNode registry, String contentType, String root) {
        if (!registry.isObject()) {
            return Optional.empty();
        }
        if (contentType.equals("archive")) {
            return Optional.of(invalid(root + ".contentType", "ContentType must be kubevirt when Source is Registry"));
        }
        String field = root + ".source.Registry";
        boolean named = registry.hasNonNull("url");
        boolean streamed = registry.hasNonNull("imageStream");
        if (named == streamed) {
            return Optional.of(invalid(field, "Source registry should have either URL or ImageStream"));
        }
        String url = registry.path("url").asText("");
        if (named && !List.of("docker", "oci-archive").contains(SourceUrl.scheme(url))) {
            return Optional.of(invalid(field + ".URL", "Illegal registry source URL scheme " + url));
        }
        String method = registry.path("pullMethod").asText("pod");
        if (!List.of("pod", "node").contains(method)) {
            return Optional.of(
                    invalid(field + ".importMethod", "ImportMethod " + method + " is neither pod, node or \"\""));
        }
        if (streamed && registry.path("imageStream").asText("").isEmpty()) {
            return Optional.of(invalid(field + ".importMethod", "Source registry ImageStream is not valid"));
        }
        return streamed && !method.equals("node")
                ? Optional.of(invalid(
                        field + ".importMethod", "Source registry ImageStream is supported only with node pull method"))
                : Optional.empty();
    }

    /** What oVirt's certificate is checked against must be given, unless nobody wants it checked. */
    private static Optional<Cause> certified(JsonNode imageio, String root) {
        boolean unchecked = imageio.path("insecureSkipVerify").asBoolean();
        return imageio.isObject() && imageio.path("certConfigMap").asText("").isEmpty() && !unchecked
                ? Optional.of(
                        invalid(root + ".source.Imageio", root + ".source.Imageio certConfigMap is missing; name it"))
                : Optional.empty();
    }

    private static Optional<Cause> complete(
            JsonNode source, String kind, String shown, List<String> needed, String root) {
        JsonNode given = source.path(kind);
        String field = root + ".source." + shown;
        return given.isObject()
                        && needed.stream()
                                .anyMatch(name -> given.path(name).asText("").isEmpty())
                ? Optional.of(invalid(field, field + " source " + shown + " is not valid"))
                : Optional.empty();
    }
}
