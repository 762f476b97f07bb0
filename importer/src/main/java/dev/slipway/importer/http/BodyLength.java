package dev.slipway.importer.http;

import java.net.ProtocolException;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** How far the body of a reply reaches (RFC 9112 §6.3), and how much of it is still to come. */
sealed interface BodyLength {
    Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,15}");

    boolean ended();

    /** A given number of bytes. */
    final class Known implements BodyLength {
        long left;

        Known(long left) {
            this.left = left;
        }

        @Override
        public boolean ended() {
            return left == 0;
        }
    }

    /** Chunks that name their own length. */
    final class Chunked implements BodyLength {
        long left;
        boolean ended;

        @Override
        public boolean ended() {
            return ended;
        }
    }

    /** Everything until the server closes the connection; a cut cannot be told from the end. */
    final class UntilClose implements BodyLength {
        @Override
        public boolean ended() {
            return false;
        }
    }

    static BodyLength of(ResponseHead head) {
        if (head.status() == 204 || head.status() == 304) {
            return new Known(0);
        }
        if (head.field("transfer-encoding").isPresent()) {
            return head.chunked() ? new Chunked() : new UntilClose();
        }
        OptionalLong length = head.contentLength();
        return length.isPresent() ? new Known(length.getAsLong()) : new UntilClose();
    }

    /** Returns the size that a chunk's first line names, without its extensions. */
    static long chunkSize(String line) throws ProtocolException {
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        if (!CHUNK_SIZE.matcher(size).matches()) {
            throw new ProtocolException("a chunk begins without its size");
        }
        return Long.parseLong(size, 16);
    }
}
