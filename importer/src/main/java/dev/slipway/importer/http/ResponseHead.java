package dev.slipway.importer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Status line and header fields of a reply (RFC 9112 §4, §5).
 *
 * @param status status code, 100 to 599
 * @param minor minor version of HTTP/1, 0 or 1
 * @param fields field values by lower-case name; repeated fields joined by ", "
 */
public record ResponseHead(int status, int minor, Map<String, String> fields) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) ([1-5][0-9][0-9])(?: .*)?");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    public ResponseHead {
        fields = Map.copyOf(fields);
    }

    /**
     * Part of a file as a 206 reply names it.
     *
     * @param from first byte
     * @param to last byte
     * @param total length of the whole file
     */
    public record Range(long from, long to, long total) {}

    /** Reads a head, given without its closing empty line; throws {@link IllegalArgumentException} with the reason. */
    static ResponseHead parse(byte[] head, int length) {
        String[] lines = new String(head, 0, length, ISO_8859_1).split("\r?\n", -1);
        Matcher status = STATUS.matcher(lines[0]);
        if (!status.matches()) {
            throw new IllegalArgumentException("the reply does not begin with an HTTP/1 status line");
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            if (!lines[i].isEmpty()) {
                field(lines[i], fields);
            }
        }
        return new ResponseHead(Integer.parseInt(status.group(2)), Integer.parseInt(status.group(1)), fields);
    }

    private static void field(String line, Map<String, String> fields) {
        int colon = line.indexOf(':');
        if (colon < 1 || !NAME.matcher(line.substring(0, colon)).matches()) {
            throw new IllegalArgumentException("the reply has a header line without a valid name");
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        String before = fields.putIfAbsent(name, value);
        if (before == null) {
            return;
        }
        if (name.equals("content-length")) {
            if (!before.equals(value)) {
                throw new IllegalArgumentException("the reply has two different lengths");
            }
            return;
        }
        fields.put(name, before + ", " + value);
    }

    /** Returns the value of a field, whatever the case of its name. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Returns the length of the body if the reply says it; throws {@link IllegalArgumentException} if it is no number. */
    public OptionalLong contentLength() {
        Optional<String> text = field("content-length");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!LENGTH.matcher(text.get()).matches()) {
            throw new IllegalArgumentException("the length of the reply is not a number");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    /** Returns whether the body comes in chunks. */
    boolean chunked() {
        return field("transfer-encoding")
                .map(v -> v.toLowerCase(Locale.ROOT).endsWith("chunked"))
                .orElse(false);
    }

    /** Returns which part of the file a 206 reply carries, if it says so completely. */
    public Optional<Range> range() {
        Matcher range = CONTENT_RANGE.matcher(field("content-range").orElse(""));
        if (!range.matches()) {
            return Optional.empty();
        }
        Range found = new Range(
                Long.parseLong(range.group(1)), Long.parseLong(range.group(2)), Long.parseLong(range.group(3)));
        return found.from() <= found.to() && found.to() < found.total() ? Optional.of(found) : Optional.empty();
    }

    /** Returns whether the connection stays open after the body. */
    boolean keepsAlive() {
        String connection = field("connection").orElse("").toLowerCase(Locale.ROOT);
        return minor == 1 ? !connection.contains("close") : connection.contains("keep-alive");
    }
}
