package dev.slipway.importer.source;

import dev.slipway.importer.http.HttpSite;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What is done with a reply's body. */
final class Replies {
    private Replies() {}

    /** Reads until {@code into} is full or the body ends. */
    static void fill(HttpSite.Reply reply, ByteBuffer into) throws IOException {
        while (into.hasRemaining() && reply.read(into) >= 0) {
            // the loop's condition does the work
        }
    }

    /** Closes a connection whose end can no longer matter. */
    static void closeQuietly(HttpSite.@Nullable Reply reply) {
        try {
            if (reply != null) {
                reply.close();
            }
        } catch (IOException e) {
            // the connection was to be given up anyway
        }
    }
}
