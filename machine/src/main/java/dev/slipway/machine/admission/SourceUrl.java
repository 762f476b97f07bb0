package dev.slipway.machine.admission;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CDI takes for the address of a disk. Source: Go's {@code url.ParseRequestURI}, CDI {@code datavolume-validate.go}. */
final class SourceUrl {
    private static final List<String> SCHEMES = List.of("http", "https", "gs");
    private static final Pattern ABSOLUTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern ESCAPES = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("(?:\\[[^\\]\\s]*\\]|[^\\s\\[\\]:<>\"`{}|\\\\^]*)(?::[0-9]*)?");

    private SourceUrl() {}

    /** Returns what is wrong with the address, or nothing. */
    static Optional<String> problem(String url) {
        if (url.isEmpty()) {
            return Optional.of("source URL is empty");
        }
        if (!isReadable(url)) {
            return Optional.of("Invalid source URL: " + url);
        }
        return SCHEMES.contains(scheme(url)) ? Optional.empty() : Optional.of("Invalid source URL scheme: " + url);
    }

    /** Returns the scheme in lower case; empty if there is none. */
    static String scheme(String url) {
        Matcher absolute = ABSOLUTE.matcher(url);
        return absolute.matches() ? absolute.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private static boolean isReadable(String url) {
        if (url.chars().anyMatch(letter -> letter < ' ' || letter == 0x7f)
                || !ESCAPES.matcher(url).matches()) {
            return false;
        }
        Matcher absolute = ABSOLUTE.matcher(url);
        if (!absolute.matches()) {
            return url.startsWith("/");
        }
        String rest = absolute.group(2);
        if (!rest.startsWith("//")) {
            return true;
        }
        String authority = rest.substring(2).split("[/?#]", 2)[0];
        return HOST.matcher(authority.substring(authority.lastIndexOf('@') + 1)).matches();
    }
}
