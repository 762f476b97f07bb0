package dev.slipway.standalone.apiserver.cel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An absolute URL, or a path that begins with a slash, read as Go's {@code net/url} does.
 *
 * @param scheme in lower case; empty for a path
 * @param host with its port, if it has one
 * @param path as it was written
 * @param query behind the question mark
 */
record RequestUrl(String scheme, String host, String path, String query) {
    private static final String PATH_MARKS = "$&+,/:;=@-_.~!'()*[]%";
    private static final String HOST_MARKS = "!$&'()*+,;=:[]<>\"-_.~";
    private static final String USER_MARKS = "-._:~!$&'()*+,;=%@";

    /** What cannot be read as a URL; the message says why, in Go's words. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    static RequestUrl parse(String text) throws Unreadable {
        try {
            return read(text);
        } catch (Unreadable e) {
            throw new Unreadable("parse \"" + text + "\": " + e.getMessage());
        }
    }

    private static RequestUrl read(String text) throws Unreadable {
        if (text.chars().anyMatch(character -> character < ' ' || character == 0x7f)) {
            throw new Unreadable("net/url: invalid control character in URL");
        } else if (text.isEmpty()) {
            throw new Unreadable("empty url");
        } else if (text.equals("*")) {
            return new RequestUrl("", "", "*", "");
        }
        String scheme = scheme(text);
        String rest = scheme.isEmpty() ? text : text.substring(scheme.length() + 1);
        int mark = rest.indexOf('?');
        String query = mark < 0 ? "" : rest.substring(mark + 1);
        String place = mark < 0 ? rest : rest.substring(0, mark);
        if (!place.startsWith("/")) {
            if (scheme.isEmpty()) {
                throw new Unreadable("invalid URI for request");
            }
            return new RequestUrl(scheme.toLowerCase(Locale.ROOT), "", "", withoutFragment(query));
        }
        String host = "";
        if (!scheme.isEmpty() && place.startsWith("//")) {
            int slash = place.indexOf('/', 2);
            host = host(slash < 0 ? place.substring(2) : place.substring(2, slash));
            place = slash < 0 ? "" : place.substring(slash);
        }
        unescaped(place, false);
        // Only what is asked of the URL leaves its fragment aside; what is checked has it in path or query.
        return new RequestUrl(
                scheme.toLowerCase(Locale.ROOT),
                host,
                withoutFragment(place),
                place.indexOf('#') >= 0 ? "" : withoutFragment(query));
    }

    private static String withoutFragment(String part) {
        int hash = part.indexOf('#');
        return hash < 0 ? part : part.substring(0, hash);
    }

    private static String scheme(String text) throws Unreadable {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean letter = character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
            if (character == ':') {
                if (i == 0) {
                    throw new Unreadable("missing protocol scheme");
                }
                return text.substring(0, i);
            } else if (!letter && (i == 0 || "0123456789+-.".indexOf(character) < 0)) {
                return "";
            }
        }
        return "";
    }

    private static String host(String authority) throws Unreadable {
        int at = authority.lastIndexOf('@');
        if (at >= 0 && !consistsOf(authority.substring(0, at), USER_MARKS)) {
            throw new Unreadable("net/url: invalid userinfo");
        }
        String host = authority.substring(at + 1);
        int bracket = host.lastIndexOf(']');
        if (host.startsWith("[")) {
            if (bracket < 0) {
                throw new Unreadable("missing ']' in host");
            }
            checkPort(host.substring(bracket + 1));
        } else if (host.indexOf(':') >= 0) {
            checkPort(host.substring(host.lastIndexOf(':')));
        }
        for (int i = 0; i < host.length(); i++) {
            char character = host.charAt(i);
            if (character < 0x80 && character != '%' && !consistsOf(String.valueOf(character), HOST_MARKS)) {
                throw new Unreadable("invalid character \"" + character + "\" in host name");
            }
        }
        return unescaped(host, false);
    }

    private static void checkPort(String port) throws Unreadable {
        if (!port.isEmpty() && !port.matches(":[0-9]*")) {
            throw new Unreadable("invalid port \"" + port + "\" after host");
        }
    }

    private static boolean consistsOf(String text, String marks) {
        return text.chars()
                .allMatch(character -> character >= 'a' && character <= 'z'
                        || character >= 'A' && character <= 'Z'
                        || character >= '0' && character <= '9'
                        || marks.indexOf(character) >= 0);
    }

    private static String unescaped(String text, boolean plusIsSpace) throws Unreadable {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] written = text.getBytes(UTF_8);
        for (int i = 0; i < written.length; i++) {
            if (written[i] == '%') {
                if (i + 2 >= written.length || !isHex(written[i + 1]) || !isHex(written[i + 2])) {
                    throw new Unreadable("invalid URL escape \""
                            + new String(written, i, Math.min(3, written.length - i), UTF_8) + "\"");
                }
                bytes.write(Integer.parseInt(new String(written, i + 1, 2, UTF_8), 16));
                i += 2;
            } else {
                bytes.write(plusIsSpace && written[i] == '+' ? ' ' : written[i]);
            }
        }
        return bytes.toString(UTF_8);
    }

    private static boolean isHex(byte character) {
        return Character.digit(character, 16) >= 0;
    }

    /** Returns the host without port and brackets. */
    String hostname() {
        String bare = port().isEmpty() && !host.endsWith(":") ? host : host.substring(0, host.lastIndexOf(':'));
        return bare.startsWith("[") && bare.endsWith("]") ? bare.substring(1, bare.length() - 1) : bare;
    }

    String port() {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.indexOf(']', colon) >= 0 ? "" : host.substring(colon + 1);
    }

    /** Returns the path as it was written if it could stand in a URL so, else with escapes. */
    String escapedPath() {
        if (consistsOf(path, PATH_MARKS)) {
            return path;
        }
        StringBuilder escaped = new StringBuilder();
        try {
            for (byte character : unescaped(path, false).getBytes(UTF_8)) {
                if (character > 0 && consistsOf(String.valueOf((char) character), "$&+,/:;=@-_.~")) {
                    escaped.append((char) character);
                } else {
                    escaped.append(String.format("%%%02X", character));
                }
            }
        } catch (Unreadable e) {
            throw new IllegalStateException(path, e);
        }
        return escaped.toString();
    }

    /** Returns the values of each parameter; what cannot be read is left out. */
    Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            if (part.isEmpty() || part.indexOf(';') >= 0) {
                continue;
            }
            int equals = part.indexOf('=');
            try {
                parameters
                        .computeIfAbsent(
                                unescaped(equals < 0 ? part : part.substring(0, equals), true), _ -> new ArrayList<>())
                        .add(equals < 0 ? "" : unescaped(part.substring(equals + 1), true));
            } catch (Unreadable _) {
                // left out
            }
        }
        return parameters;
    }
}
