package dev.slipway.importer.source;

import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.http.ResponseHead;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads ranges of one file over one connection, waiting out passing failures and going on at the byte where they struck. */
final class RangeReader implements AutoCloseable {
    private final HttpSite site;
    private final SourceIdentity identity;
    private final Patience patience;
    private HttpSite.@Nullable Reply reply;

    RangeReader(HttpSite site, SourceIdentity identity, Patience patience) {
        this.site = site;
        this.identity = identity;
        this.patience = patience;
    }

    /** Fills {@code into}, whose byte 0 is the file's byte {@code offset}; its position says how much is there already. */
    void read(long offset, ByteBuffer into) throws IOException, InterruptedException {
        Attempts attempts = new Attempts(site.url(), patience);
        while (into.hasRemaining()) {
            int before = into.position();
            try {
                request(offset + before, into);
            } catch (ImportFailure e) {
                throw e;
            } catch (IOException e) {
                close();
                if (into.position() > before) {
                    attempts.progressed();
                }
                attempts.failed(e);
            }
        }
    }

    private void request(long offset, ByteBuffer into) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Range", "bytes=" + offset + "-" + (offset + into.remaining() - 1));
        identity.validator().ifPresent(value -> fields.put("If-Range", value));
        HttpSite.Reply previous = reply;
        reply = null;
        HttpSite.Reply current = site.get(fields, previous);
        reply = current;
        check(current.head(), offset);
        Replies.fill(current, into);
        if (into.hasRemaining()) {
            throw new EOFException("the server sent only a part of the range");
        }
        // reads the end of a chunked body, so that the connection can be used again
        if (current.read(ByteBuffer.allocate(1)) >= 0) {
            throw new ImportFailure(
                    new SourceProblem.ProtocolViolation(site.url(), "a range has more bytes than were asked for"));
        }
    }

    private void check(ResponseHead head, long offset) throws ImportFailure {
        if (head.status() == 200) {
            throw new ImportFailure(
                    new SourceProblem.SourceChanged(site.url(), "the server now sends the whole file for a range"));
        }
        SourceIdentity now = HttpSource.identify(site, head);
        if (!identity.equals(now)) {
            throw new ImportFailure(new SourceProblem.SourceChanged(site.url(), difference(now)));
        }
        Optional<ResponseHead.Range> range = head.range();
        if (range.isEmpty() || range.get().from() != offset) {
            throw new ImportFailure(
                    new SourceProblem.ProtocolViolation(site.url(), "a reply carries another range than asked for"));
        }
    }

    private String difference(SourceIdentity now) {
        if (identity.length() != now.length()) {
            return "its length was " + identity.length() + " and is " + now.length();
        }
        return identity.etag().equals(now.etag()) ? "its date is another" : "its ETag is another";
    }

    @Override
    public void close() {
        Replies.closeQuietly(reply);
        reply = null;
    }
}
