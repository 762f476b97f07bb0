package dev.slipway.importer.source;

import dev.slipway.importer.http.HttpRequest;
import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;

/** The disk of a claim that a Pod elsewhere serves; its holes are not sent. */
public final class RemoteDisk implements Source {
    /** Path of the disk below the address of the Pod. */
    public static final String DISK = "/disk";

    /** Path of its {@link DataMap}. */
    public static final String MAP = "/disk/map";

    private final HttpSource source;
    private final DataMap map;
    private final String claim;

    private RemoteDisk(HttpSource source, DataMap map, String claim) {
        this.source = source;
        this.map = map;
        this.claim = claim;
    }

    /**
     * Connects to the Pod.
     *
     * @param request its address, without path
     * @param claim namespace, name and uid of the claim
     */
    public static RemoteDisk open(HttpRequest request, String claim, SegmentPool pool)
            throws IOException, InterruptedException {
        HttpSource source = HttpSource.open(new HttpSite(below(request, DISK)), pool, Patience.USUAL);
        try {
            return new RemoteDisk(source, map(new HttpSite(below(request, MAP))), claim);
        } catch (IOException | InterruptedException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static HttpRequest below(HttpRequest request, String path) {
        return new HttpRequest(
                request.target().resolve(path),
                request.fields(),
                request.introduction(),
                request.trust(),
                request.loopbackAllowed(),
                request.proxies());
    }

    private static DataMap map(HttpSite site) throws IOException, InterruptedException {
        Attempts attempts = new Attempts(site.url(), Patience.USUAL);
        while (true) {
            try (HttpSite.Reply reply = site.get(Map.of(), null)) {
                return decoded(site, reply);
            } catch (ImportFailure e) {
                throw e;
            } catch (IOException e) {
                attempts.failed(e);
            }
        }
    }

    private static DataMap decoded(HttpSite site, HttpSite.Reply reply) throws IOException {
        long length = reply.head().contentLength().orElse(-1);
        try {
            if (length < 0 || length > DataMap.longest()) {
                throw new IllegalArgumentException("a map of " + length + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            Replies.fill(reply, bytes);
            return DataMap.decode(bytes.flip());
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(new SourceProblem.ProtocolViolation(site.url(), String.valueOf(e.getMessage())), e);
        }
    }

    /** The claim is what it was, at whatever address it is served. */
    @Override
    public SourceIdentity identity() {
        SourceIdentity served = source.identity();
        return new SourceIdentity(DiskSource.name(claim), served.etag(), served.lastModified(), served.length());
    }

    @Override
    public String fileName() {
        return "";
    }

    @Override
    public OptionalLong length() {
        return source.length();
    }

    @Override
    public boolean endIsCertain() {
        return source.endIsCertain();
    }

    @Override
    public boolean isDisk() {
        return true;
    }

    @Override
    public ByteBuffer head() {
        return source.head();
    }

    @Override
    public boolean seekable() {
        return source.seekable();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException, InterruptedException {
        source.read(offset, into);
    }

    @Override
    public Feed feed(long from, Span.Need needed) throws IOException {
        return source.feed(from, span -> map.any(span) && needed.any(span));
    }

    @Override
    public void close() {
        source.close();
    }
}
