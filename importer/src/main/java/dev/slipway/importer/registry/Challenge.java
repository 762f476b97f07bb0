package dev.slipway.importer.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a registry wants to be told who asks (RFC 9110 §11.6.1; distribution specification, token authentication).
 *
 * @param scheme lower-case name of the scheme: {@code basic} or {@code bearer}
 * @param parameters its parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z]+)=(?:\"([^\"]*)\"|([^\", ]*))");

    static Challenge parse(String header) {
        String text = header.strip();
        int blank = text.indexOf(' ');
        String scheme = (blank < 0 ? text : text.substring(0, blank)).toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher found = PARAMETER.matcher(blank < 0 ? "" : text.substring(blank));
        while (found.find()) {
            parameters.put(
                    found.group(1).toLowerCase(Locale.ROOT),
                    Optional.ofNullable(found.group(2)).orElse(found.group(3) + ""));
        }
        return new Challenge(scheme, parameters);
    }

    /** Returns where a token for reading this repository is to be had; empty if the challenge names no place. */
    Optional<String> tokenUrl(String repository) {
        return Optional.ofNullable(parameters.get("realm"))
                .filter(_ -> scheme.equals("bearer"))
                .map(realm -> realm
                        + (realm.contains("?") ? "&" : "?")
                        + Optional.ofNullable(parameters.get("service"))
                                .map(service -> "service=" + encoded(service) + "&")
                                .orElse("")
                        + "scope=" + encoded(parameters.getOrDefault("scope", "repository:" + repository + ":pull")));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
