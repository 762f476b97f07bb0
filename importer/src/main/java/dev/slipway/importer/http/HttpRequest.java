package dev.slipway.importer.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the admin said about a download.
 *
 * @param target the URL
 * @param fields header fields that go only to the URL's own origin, credentials among them
 * @param trust whose certificates are believed
 * @param loopbackAllowed whether the URL itself may point to a loopback address
 * @param introduction what else tells the URL's own origin who asks
 * @param proxies the proxies between us and the URL, and what redirects lead to
 */
public record HttpRequest(
        HttpTarget target,
        Map<String, String> fields,
        Introduction introduction,
        Trust trust,
        boolean loopbackAllowed,
        Proxies proxies) {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\x80-\\uffff\\t]*");
    private static final List<String> OURS = List.of(
            "host", "range", "if-range", "connection", "transfer-encoding", "content-length", "accept-encoding");

    public HttpRequest {
        fields = Map.copyOf(fields);
    }

    /** The same for who is known by the fields alone. */
    public HttpRequest(
            HttpTarget target, Map<String, String> fields, Trust trust, boolean loopbackAllowed, Proxies proxies) {
        this(target, fields, Introduction.NONE, trust, loopbackAllowed, proxies);
    }

    /** The same without a proxy, as within a cluster. */
    public HttpRequest(HttpTarget target, Map<String, String> fields, Trust trust, boolean loopbackAllowed) {
        this(target, fields, trust, loopbackAllowed, Proxies.NONE);
    }

    /** Returns whether credentials go with the request. */
    boolean hasCredentials() {
        return !introduction.equals(Introduction.NONE)
                || fields.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
    }

    /**
     * Returns the header fields of lines {@code Name: value}.
     *
     * @throws IllegalArgumentException naming the line, without its value, which may be secret
     */
    public static Map<String, String> fields(List<String> lines) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon).strip();
            if (colon < 1 || !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("a line that is not 'Name: value'");
            }
            if (OURS.stream().anyMatch(name::equalsIgnoreCase)) {
                throw new IllegalArgumentException(name + ", which the importer sets itself");
            }
            String value = line.substring(colon + 1).strip();
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException(name + " with control characters in its value");
            }
            fields.put(name, value);
        }
        return fields;
    }

    /** Returns the {@code Authorization} value for basic authentication (RFC 7617). */
    public static Optional<String> basic(Optional<String> userAndPassword) {
        return userAndPassword.map(text -> "Basic "
                + java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
