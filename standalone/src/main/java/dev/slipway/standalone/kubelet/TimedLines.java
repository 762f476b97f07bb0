package dev.slipway.standalone.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Lets through the lines of a log that are late enough, with their times in front if that is wanted. A line has the time
 * (RFC 3339) that it begins with, as lines of Slipway's programs do; any other has that of the line before, and the first
 * that of the container's start.
 */
final class TimedLines extends OutputStream {
    /** A longer line is passed on in pieces. */
    private static final int LONGEST = 1 << 20;

    /** Characters of the longest time, with nanoseconds and an offset. */
    private static final int LONGEST_TIME = 35;

    private final OutputStream out;
    private final Instant since;
    private final boolean timestamps;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Instant time;
    private long skip;

    /**
     * Writes to {@code out}.
     *
     * @param start when the container was started
     * @param since lines before are left out
     * @param skip so many bytes at the beginning are looked at for their times, but left out
     */
    TimedLines(OutputStream out, Instant start, Instant since, boolean timestamps, long skip) {
        this.out = out;
        this.time = start;
        this.since = since;
        this.timestamps = timestamps;
        this.skip = skip;
    }

    @Override
    public void write(int one) throws IOException {
        line.write(one);
        if (one == '\n' || line.size() == LONGEST) {
            pass();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    /** Passes on a last line that has not ended. */
    void finish() throws IOException {
        if (line.size() > 0) {
            pass();
        }
    }

    private void pass() throws IOException {
        byte[] bytes = line.toByteArray();
        line.reset();
        time = timeOf(bytes, time);
        if (skip > 0) {
            skip -= bytes.length;
        } else if (!time.isBefore(since)) {
            if (timestamps) {
                out.write((time + " ").getBytes(UTF_8));
            }
            out.write(bytes);
        }
    }

    private static Instant timeOf(byte[] line, Instant otherwise) {
        String begin = new String(line, 0, Math.min(line.length, LONGEST_TIME + 1), UTF_8);
        int space = begin.indexOf(' ');
        if (space < 0) {
            return otherwise;
        }
        try {
            return OffsetDateTime.parse(begin.substring(0, space)).toInstant();
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
