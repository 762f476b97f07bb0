package dev.slipway.importer.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.importer.http.HttpRequest;
import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.http.HttpTarget;
import dev.slipway.importer.http.Trust;
import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.RegistryProblem;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.source.HttpSource;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.stream.SegmentPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A registry, asked for one image. */
public final class Registry {
    private static final int LONGEST_MANIFEST = 4 << 20;
    private static final String TLS = "https";
    private static final String PLAIN = "http";

    private final ImageRequest request;
    private Optional<String> authorization = Optional.empty();

    /** Whether that let us in; what did so may expire, what never did is wrong. */
    private boolean admitted;

    private Optional<String> scheme = Optional.empty();

    public Registry(ImageRequest request) {
        this.request = request;
    }

    /** Returns the name of the image, for sentences. */
    public String name() {
        return request.reference().toString();
    }

    /** Returns a text that is the same for the same image and tells nothing secret. */
    public String fingerprint() {
        return name() + "#" + request.architecture();
    }

    /** Returns the digest of what is stored under the image's name now: of the list, if there are several images. */
    public String digest() throws IOException, InterruptedException {
        return Digests.of(stored(request.reference().version()));
    }

    /** Returns the layers of the image, the lowest first. */
    List<ImageManifest.Layer> layers() throws IOException, InterruptedException {
        ImageManifest manifest = manifest(request.reference().version());
        if (manifest instanceof ImageManifest.Several list) {
            ImageManifest.Offer offer = list.of(request.architecture())
                    .orElseThrow(() -> new ImportFailure(new RegistryProblem.ArchitectureMissing(
                            name(),
                            request.architecture(),
                            list.offers().stream()
                                    .map(ImageManifest.Offer::architecture)
                                    .filter(known -> !known.equals("unknown"))
                                    .collect(Collectors.joining(", ")))));
            manifest = manifest(offer.digest());
        }
        return switch (manifest) {
            case ImageManifest.Single single -> single.layers();
            case ImageManifest.Several _ ->
                throw new ImportFailure(
                        new RegistryProblem.ManifestInvalid(name(), "a list of images in a list of images"));
        };
    }

    /** Opens a part of the image. */
    HttpSource blob(String digest, SegmentPool pool, Patience patience) throws IOException, InterruptedException {
        return admitted("blobs/" + digest, site -> HttpSource.openWhole(site, pool, patience));
    }

    private ImageManifest manifest(String version) throws IOException, InterruptedException {
        byte[] bytes = stored(version);
        try {
            return ImageManifest.parse(new String(bytes, UTF_8));
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(new RegistryProblem.ManifestInvalid(name(), String.valueOf(e.getMessage())), e);
        }
    }

    private byte[] stored(String version) throws IOException, InterruptedException {
        byte[] bytes = admitted("manifests/" + version, site -> body(site, Map.of("Accept", ImageManifest.ACCEPTED)));
        String digest = Digests.of(bytes);
        if (version.startsWith("sha256:") && !version.equals(digest)) {
            throw new ImportFailure(new RegistryProblem.LayerCorrupt(name(), version, digest));
        }
        return bytes;
    }

    /** What is done with a part of the registry. */
    private interface Reading<T> {
        T of(HttpSite site) throws IOException, InterruptedException;
    }

    /** Reads, telling the registry who asks if it wants to know; once more if what we were told by it has expired. */
    private <T> T admitted(String path, Reading<T> reading) throws IOException, InterruptedException {
        HttpSite site = site(path);
        T read;
        try {
            read = reading.of(site);
        } catch (ImportFailure e) {
            Optional<Challenge> challenge = site.challenge().map(Challenge::parse);
            if (!(e.problem() instanceof SourceProblem.Unauthorized)
                    || challenge.isEmpty()
                    || authorization.isPresent() && !admitted) {
                throw e;
            }
            admitted = false;
            authorization = Optional.of(introduce(site, challenge.get(), e));
            read = reading.of(site(path));
        }
        admitted = authorization.isPresent();
        return read;
    }

    /** Returns the value of the header {@code Authorization} that answers the challenge of a site. */
    private String introduce(HttpSite site, Challenge challenge, ImportFailure refused) throws IOException {
        Optional<String> basic = HttpRequest.basic(request.credentials());
        if (challenge.scheme().equals("basic")) {
            return basic.orElseThrow(() -> refused);
        }
        String url = challenge.tokenUrl(request.reference().repository()).orElseThrow(() -> refused);
        HttpSite issuer = site.named(request(url, basic));
        try {
            JsonObject reply = JsonObject.parse(new String(body(issuer, Map.of()), UTF_8));
            return "Bearer "
                    + reply.text("token").or(() -> reply.text("access_token")).orElseThrow(() -> refused);
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(new RegistryProblem.ManifestInvalid(name(), "the token: " + e.getMessage()), e);
        }
    }

    private static byte[] body(HttpSite site, Map<String, String> fields) throws IOException {
        try (HttpSite.Reply reply = site.get(fields, null)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ByteBuffer piece = ByteBuffer.allocate(64 << 10);
            while (reply.read(piece.clear()) >= 0) {
                bytes.write(piece.array(), 0, piece.position());
                if (bytes.size() > LONGEST_MANIFEST) {
                    throw new ImportFailure(new RegistryProblem.ManifestInvalid(
                            site.url(), "it is longer than " + LONGEST_MANIFEST + " bytes"));
                }
            }
            return bytes.toByteArray();
        }
    }

    private HttpSite site(String path) throws IOException {
        return new HttpSite(request(
                scheme() + "://" + request.reference().server() + "/v2/"
                        + request.reference().repository() + "/" + path,
                authorization));
    }

    private HttpRequest request(String url, Optional<String> with) throws IOException {
        Map<String, String> fields = new HashMap<>();
        with.ifPresent(value -> fields.put("Authorization", value));
        try {
            return new HttpRequest(
                    HttpTarget.parse(url), fields, trust(), request.loopbackAllowed(), request.proxies());
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(new RegistryProblem.ManifestInvalid(name(), "a URL " + e.getMessage()), e);
        }
    }

    private Trust trust() {
        return request.insecure() ? new Trust.Everyone() : request.trust();
    }

    /**
     * A registry that may do without TLS is asked whether it does, without credentials: one with TLS refuses such a request at
     * once, while one without may wait for the rest of a handshake for long.
     */
    private String scheme() {
        if (request.insecure() && scheme.isEmpty()) {
            HttpTarget base = HttpTarget.parse("http://" + request.reference().server() + "/v2/");
            HttpSite site = new HttpSite(
                    new HttpRequest(base, Map.of(), trust(), request.loopbackAllowed(), request.proxies()));
            try (HttpSite.Reply _ = site.get(Map.of(), null)) {
                scheme = Optional.of(site.reached().tls() ? TLS : PLAIN);
            } catch (ImportFailure e) {
                boolean answered = e.problem() instanceof SourceProblem.Unauthorized
                        || e.problem() instanceof SourceProblem.NotFound;
                scheme = Optional.of(answered && !site.reached().tls() ? PLAIN : TLS);
            } catch (IOException _) {
                // Or it is away for a moment: it is asked again then.
                return TLS;
            }
        }
        return scheme.orElse(TLS);
    }
}
