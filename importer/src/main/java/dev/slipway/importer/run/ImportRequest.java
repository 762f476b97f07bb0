package dev.slipway.importer.run;

import dev.slipway.importer.bucket.GcsObject;
import dev.slipway.importer.bucket.S3Object;
import dev.slipway.importer.bucket.S3Signature;
import dev.slipway.importer.bucket.ServiceAccount;
import dev.slipway.importer.http.HttpRequest;
import dev.slipway.importer.http.HttpTarget;
import dev.slipway.importer.http.Introduction;
import dev.slipway.importer.http.MutualTls;
import dev.slipway.importer.http.Trust;
import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.registry.ImageReference;
import dev.slipway.importer.registry.ImageRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the environment variable {@code SLIPWAY_IMPORT} asks for (docs/contracts.md §5).
 *
 * @param source where the disk comes from
 * @param content what is made of it
 * @param size size of the disk to make, or of the volume for the files
 * @param preallocation whether storage for the whole disk is reserved
 */
public record ImportRequest(Source source, Content content, Bytes size, boolean preallocation) {
    /** What is made of the bytes of a source: a disk, or the files of the archive that they are. */
    public enum Content {
        DISK,
        FILES
    }

    /** Where a disk comes from. */
    public sealed interface Source {
        /** Returns the argument of the importer's command for this kind of source. */
        String verb();

        /** A file on an HTTP server. */
        record Http(HttpRequest request, Optional<Checksum> checksum) implements Source {
            @Override
            public String verb() {
                return "import";
            }
        }

        /** The disk in a container image. */
        record Registry(ImageRequest image) implements Source {
            @Override
            public String verb() {
                return "import";
            }
        }

        /** A client that will send it. */
        record Upload() implements Source {
            @Override
            public String verb() {
                return "upload";
            }
        }

        /**
         * The disk of another claim.
         *
         * @param claim its namespace, name and uid, by which it is known again
         * @param remote the Pod that serves it; empty if the claim is mounted here
         */
        record Clone(String claim, Optional<HttpRequest> remote) implements Source {
            @Override
            public String verb() {
                return "clone";
            }
        }

        /**
         * The disk of a claim that is mounted here, for a Pod elsewhere: nothing is filled.
         *
         * @param claim its namespace, name and uid
         */
        record Serve(String claim) implements Source {
            @Override
            public String verb() {
                return "serve";
            }
        }

        /** Nowhere: the disk is empty. */
        record Blank() implements Source {
            @Override
            public String verb() {
                return "blank";
            }
        }

        /** The volume itself, which its storage has restored: the disk only grows. */
        record Grow() implements Source {
            @Override
            public String verb() {
                return "grow";
            }
        }
    }

    /** Reads a request; what the place allows is a setting of this installation, not of the request. */
    public static ImportRequest parse(String text, WorkPlace place) throws ImportFailure {
        try {
            JsonObject json = JsonObject.parse(text);
            long size = json.number("size").orElse(0L);
            if (size < 1) {
                throw invalid("size", String.valueOf(size), "give the size of the disk in bytes, at least 1");
            }
            JsonObject source = json.object("source")
                    .orElseThrow(() -> invalid(
                            "source",
                            "missing",
                            "give one of http, s3, gcs, registry, upload, blank, clone, serve, grow"));
            Source from = source(source, place);
            return new ImportRequest(
                    from,
                    content(json.text("contentType").orElse("kubevirt"), from),
                    new Bytes(size),
                    json.truth("preallocation").orElse(false));
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(
                    new ImportProblem.RequestInvalid("SLIPWAY_IMPORT", text, String.valueOf(e.getMessage())), e);
        }
    }

    private static Content content(String type, Source source) throws ImportFailure {
        boolean archives = source instanceof Source.Http || source instanceof Source.Upload;
        return switch (type) {
            case "kubevirt" -> Content.DISK;
            case "archive" -> {
                if (!archives) {
                    throw invalid("contentType", type, "archives come from http or upload");
                }
                yield Content.FILES;
            }
            default -> throw invalid("contentType", type, "give kubevirt (a disk) or archive");
        };
    }

    private static Source source(JsonObject source, WorkPlace place) throws ImportFailure {
        Optional<JsonObject> http = source.object("http");
        if (http.isPresent()) {
            return http(http.get(), place);
        }
        Optional<JsonObject> s3 = source.object("s3");
        if (s3.isPresent()) {
            return s3(s3.get(), place);
        }
        Optional<JsonObject> gcs = source.object("gcs");
        if (gcs.isPresent()) {
            return gcs(gcs.get(), place);
        }
        Optional<JsonObject> registry = source.object("registry");
        if (registry.isPresent()) {
            return new Source.Registry(registry(registry.get(), place));
        }
        Optional<JsonObject> clone = source.object("clone");
        if (clone.isPresent()) {
            return clone(clone.get(), place);
        }
        Optional<JsonObject> serve = source.object("serve");
        if (serve.isPresent()) {
            return new Source.Serve(claim(serve.get(), "serve"));
        }
        if (source.has("upload")) {
            return new Source.Upload();
        }
        if (source.has("blank")) {
            return new Source.Blank();
        }
        if (source.has("grow")) {
            return new Source.Grow();
        }
        throw invalid(
                "source", source.toString(), "give one of http, s3, gcs, registry, upload, blank, clone, serve, grow");
    }

    private static Source http(JsonObject http, WorkPlace place) throws ImportFailure {
        HttpTarget target = target(http.text("url").orElse(""));
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            fields.putAll(HttpRequest.fields(http.texts("extraHeaders")));
            if (http.text("secretHeadersDir").isPresent()) {
                fields.putAll(secretFields(Path.of(http.text("secretHeadersDir").get())));
            }
        } catch (IllegalArgumentException e) {
            throw invalid("extraHeaders", String.valueOf(e.getMessage()), "write each header as 'Name: value'");
        }
        HttpRequest.basic(credentials(http.text("secretDir").map(Path::of)).or(target::userInfo))
                .ifPresent(value -> fields.put("Authorization", value));
        return new Source.Http(
                new HttpRequest(target, fields, trust(http, place), place.loopbackAllowed(), place.proxies()),
                checksum(http.text("checksum")));
    }

    private static Source s3(JsonObject s3, WorkPlace place) throws ImportFailure {
        String url = s3.text("url").orElse("");
        S3Object object;
        try {
            object = S3Object.parse(url);
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "source.s3.url", url, "the URL " + e.getMessage() + ", give one like https://endpoint/bucket/key");
        }
        Optional<String[]> keys = keys(s3.text("secretDir").map(Path::of));
        Introduction who = keys.<Introduction>map(
                        pair -> new S3Signature(pair[0], pair[1], object.region(), Clock.systemUTC()))
                .orElse(Introduction.NONE);
        return fetched(object.target(), who, trust(s3, place), place);
    }

    private static Source gcs(JsonObject gcs, WorkPlace place) throws ImportFailure {
        String url = gcs.text("url").orElse("");
        GcsObject object;
        try {
            object = GcsObject.parse(url);
        } catch (IllegalArgumentException e) {
            throw invalid("source.gcs.url", url, "the URL " + e.getMessage() + ", give one like gs://bucket/key");
        }
        Optional<String> secret = gcs.text("secretDir");
        Introduction who = secret.isEmpty() ? Introduction.NONE : account(Path.of(secret.get()));
        return fetched(object.target(), who, trust(gcs, place), place);
    }

    private static Introduction account(Path secret) throws ImportFailure {
        try {
            return ServiceAccount.parse(Files.readString(secret.resolve("credentials.json")), Clock.systemUTC());
        } catch (IOException _) {
            throw invalid(
                    "the Secret of source.gcs.secretRef",
                    "not readable",
                    "it needs the key credentials.json, the JSON key of a service account");
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "credentials.json in the Secret of source.gcs.secretRef",
                    "not usable",
                    e.getMessage() + "; put the JSON key of a service account there");
        }
    }

    private static Source fetched(HttpTarget target, Introduction who, Trust trust, WorkPlace place)
            throws ImportFailure {
        return new Source.Http(
                new HttpRequest(target, Map.of(), who, trust, place.loopbackAllowed(), place.proxies()),
                Optional.empty());
    }

    private static Source clone(JsonObject clone, WorkPlace place) throws ImportFailure {
        Optional<HttpRequest> remote = Optional.empty();
        if (clone.has("url")) {
            Trust peer = new Trust.Peer(
                    new MutualTls(place.tls()),
                    clone.text("server").orElseThrow(() -> invalid("source.clone.server", "missing", "name the Pod")));
            // The operator names the Pod, not a user: it may well have a loopback address of its own.
            remote = Optional.of(new HttpRequest(target(clone.text("url").orElse("")), Map.of(), peer, true));
        }
        return new Source.Clone(claim(clone, "clone"), remote);
    }

    private static String claim(JsonObject source, String kind) throws ImportFailure {
        return source.text("claim")
                .orElseThrow(() -> invalid("source." + kind + ".claim", "missing", "name the claim"));
    }

    /** A proxy that looks into TLS answers with certificates of its own authority, whatever the source. */
    private static Trust trust(JsonObject source, WorkPlace place) {
        if (source.truth("insecureSkipVerify").orElse(false)) {
            return new Trust.Everyone();
        }
        List<Path> directories = Stream.of(source.text("caDir").map(Path::of), place.proxyAuthorities())
                .flatMap(Optional::stream)
                .toList();
        return directories.isEmpty() ? new Trust.SystemAuthorities() : new Trust.Authorities(directories);
    }

    private static HttpTarget target(String url) throws ImportFailure {
        try {
            return HttpTarget.parse(url);
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(
                    new ImportProblem.RequestInvalid(
                            "source.http.url",
                            url,
                            "the URL " + e.getMessage() + ", give one like https://host/path/disk.qcow2"),
                    e);
        }
    }

    private static Optional<Checksum> checksum(Optional<String> text) throws ImportFailure {
        try {
            return text.filter(given -> !given.isBlank()).map(Checksum::parse);
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(
                    new ImportProblem.RequestInvalid(
                            "source.http.checksum", text.orElse(""), String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static ImageRequest registry(JsonObject registry, WorkPlace place) throws ImportFailure {
        String url = registry.text("url").orElse("");
        try {
            return new ImageRequest(
                    ImageReference.parse(url),
                    credentials(registry.text("secretDir").map(Path::of)),
                    trust(registry, place),
                    registry.truth("insecure").orElse(false),
                    place.loopbackAllowed(),
                    registry.text("architecture").orElseGet(ImageRequest::ownArchitecture),
                    place.proxies());
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(
                    new ImportProblem.RequestInvalid(
                            "source.registry.url",
                            url,
                            "the image name " + e.getMessage() + ", give one like docker://host/path:tag"),
                    e);
        }
    }

    private static Optional<String> credentials(Optional<Path> secret) throws ImportFailure {
        return keys(secret).map(pair -> pair[0] + ":" + pair[1]);
    }

    private static Optional<String[]> keys(Optional<Path> secret) throws ImportFailure {
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        try {
            String user = Files.readString(secret.get().resolve("accessKeyId")).strip();
            String password =
                    Files.readString(secret.get().resolve("secretKey")).strip();
            return Optional.of(new String[] {user, password});
        } catch (IOException e) {
            throw new ImportFailure(
                    new ImportProblem.RequestInvalid(
                            "the Secret of secretRef", "not readable", "it needs the keys accessKeyId and secretKey"),
                    e);
        }
    }

    private static Map<String, String> secretFields(Path directory) throws ImportFailure {
        Map<String, String> fields = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(directory, 3, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(ImportRequest::isData)
                    .sorted()
                    .toList()) {
                fields.putAll(HttpRequest.fields(
                        Files.readString(file).strip().lines().toList()));
            }
            return fields;
        } catch (IOException e) {
            throw new ImportFailure(
                    new ImportProblem.RequestInvalid(
                            "source.http.secretExtraHeaders",
                            "not readable",
                            "the Secrets must exist and hold lines 'Name: value'"),
                    e);
        }
    }

    /** Mounted Secrets have links to a hidden directory; following both would read each file twice. */
    private static boolean isData(Path file) {
        for (Path part : file) {
            if (part.toString().startsWith("..")) {
                return false;
            }
        }
        return true;
    }

    private static ImportFailure invalid(String field, String found, String wayOut) {
        return new ImportFailure(new ImportProblem.RequestInvalid(field, found, wayOut));
    }
}
