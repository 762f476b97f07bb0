package dev.slipway.importer.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What one GET asks for: an http or https URL taken apart.
 *
 * @param url the URL as it was given
 * @param tls whether the scheme is https
 * @param host host name or address, IPv6 without brackets
 * @param port TCP port
 * @param path path and query as they go into the request line
 * @param userInfo {@code user:password} of the URL, decoded
 */
public record HttpTarget(String url, boolean tls, String host, int port, String path, Optional<String> userInfo) {
    private static final int LONGEST_URL = 8192;

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong with it, fit to follow "the URL"
     */
    public static HttpTarget parse(String url) {
        if (url.length() > LONGEST_URL) {
            throw new IllegalArgumentException("is longer than " + LONGEST_URL + " characters");
        }
        try {
            return of(new URI(url), url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "is not a URL (" + e.getReason() + " at character " + (e.getIndex() + 1) + ")", e);
        }
    }

    /** Returns the target of a {@code Location} header of this target's reply; throws as {@link #parse}. */
    public HttpTarget resolve(String location) {
        if (location.length() > LONGEST_URL) {
            throw new IllegalArgumentException("is longer than " + LONGEST_URL + " characters");
        }
        try {
            URI resolved = new URI(url).resolve(new URI(location.replace(" ", "%20")));
            return of(resolved, resolved.toString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL (" + e.getReason() + ")", e);
        }
    }

    /** Returns whether scheme, host and port are the same, so that credentials for one may go to the other. */
    public boolean sameOrigin(HttpTarget other) {
        return tls == other.tls && port == other.port && host.equalsIgnoreCase(other.host);
    }

    /** Returns host and port, as a proxy is asked for them. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Returns the URL as it is asked for, and a proxy is asked for it: without user and password. */
    public String absolute() {
        return (tls ? "https://" : "http://") + hostHeader() + path;
    }

    /** Returns the value of the {@code Host} header. */
    String hostHeader() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    /** Returns the last part of the path, without query: the name of the file. */
    public String fileName() {
        int query = path.indexOf('?');
        String plain = query < 0 ? path : path.substring(0, query);
        return plain.substring(plain.lastIndexOf('/') + 1);
    }

    /**
     * Returns a text that is the same for the same URL and tells nothing secret: without user, password and query, which may
     * be a signature, but with a digest of all of it.
     */
    public String fingerprint() {
        int query = path.indexOf('?');
        String plain = (tls ? "https://" : "http://") + hostHeader() + (query < 0 ? path : path.substring(0, query));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
            return plain + "#" + HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static HttpTarget of(URI uri, String url) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    scheme.isEmpty()
                            ? "has no scheme (http:// or https://)"
                            : "has the scheme '" + scheme + "', not http or https");
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw new IllegalArgumentException("names no host");
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("has the port " + port + ", which is not between 1 and 65535");
        }
        String host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new HttpTarget(url, tls, host, port, ascii(path + query), Optional.ofNullable(uri.getUserInfo()));
    }

    private static String ascii(String path) {
        return path.chars().allMatch(c -> c < 0x80) ? path : URI.create(path).toASCIIString();
    }
}
