package dev.slipway.importer.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part named {@code file} of a multipart/form-data body (RFC 7578), read as it comes. */
final class FormFile extends InputStream {
    private static final Pattern BOUNDARY = Pattern.compile(
            "multipart/form-data\\s*;.*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_LINE = 8192;
    private static final int MOST_LINES = 1000;

    private final BufferedInputStream body;
    private final byte[] delimiter;
    private final byte[] window;
    private int begin;
    private int end;
    private boolean ended;

    private FormFile(BufferedInputStream body, String boundary) {
        this.body = body;
        this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
        this.window = new byte[(256 << 10) + delimiter.length];
    }

    /** Returns the boundary that a Content-Type names. */
    static Optional<String> boundary(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }

    /** Skips to the content of the part named {@code file}; throws if there is none. */
    static FormFile open(InputStream body, String boundary) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(body, 256 << 10);
        boolean wanted = false;
        boolean inHead = false;
        for (int i = 0; i < MOST_LINES; i++) {
            String line = line(buffered);
            if (line.startsWith("--" + boundary)) {
                inHead = true;
                wanted = false;
            } else if (inHead && line.isEmpty()) {
                if (wanted) {
                    return new FormFile(buffered, boundary);
                }
                inHead = false;
            } else if (inHead) {
                String lower = line.toLowerCase(Locale.ROOT);
                wanted |=
                        lower.startsWith("content-disposition:") && lower.matches(".*[;\\s]name=\"?file\"?(;.*|\\s*)");
            }
        }
        throw new IOException("the form has no part named 'file' among its first " + MOST_LINES + " lines");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the form has no part named 'file'");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the form has a line of more than " + LONGEST_LINE + " bytes before its file");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        while (!ended && end - begin < delimiter.length) {
            fill();
        }
        int certain = delimiterAt();
        if (certain == 0) {
            ended = true;
            return -1;
        }
        int count = Math.min(length, certain);
        System.arraycopy(window, begin, target, from, count);
        begin += count;
        return count;
    }

    private void fill() throws IOException {
        System.arraycopy(window, begin, window, 0, end - begin);
        end -= begin;
        begin = 0;
        int count = body.read(window, end, window.length - end);
        if (count < 0) {
            throw new EOFException("the form ended before its closing boundary");
        }
        end += count;
    }

    /** Returns the number of bytes that surely come before the delimiter; 0 if it is next. */
    private int delimiterAt() {
        for (int i = begin; i <= end - delimiter.length; i++) {
            if (window[i] == '\r'
                    && java.util.Arrays.equals(window, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i - begin;
            }
        }
        return ended ? 0 : end - begin - delimiter.length + 1;
    }
}
