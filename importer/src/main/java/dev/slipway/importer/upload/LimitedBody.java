package dev.slipway.importer.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body that must not be longer than what is still missing. */
final class LimitedBody extends FilterInputStream {
    private long left;

    LimitedBody(InputStream body, long most) {
        super(body);
        this.left = most;
    }

    /** More came than was announced. */
    static final class Exceeded extends IOException {
        Exceeded() {
            super("more bytes than announced");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = in.read(target, from, length);
        if (count > left) {
            throw new Exceeded();
        }
        left -= Math.max(0, count);
        return count;
    }
}
