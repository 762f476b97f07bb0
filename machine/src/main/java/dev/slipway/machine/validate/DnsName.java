package dev.slipway.machine.validate;

import java.util.Optional;
import java.util.regex.Pattern;

/** The forms of names in DNS. Source: RFC 1123, as Kubernetes applies it. */
final class DnsName {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_SUBDOMAIN = 253;

    private DnsName() {}

    /** Returns what is wrong with {@code name} as a label, as the end of a sentence; empty if nothing is. */
    static Optional<String> wrongLabel(String name) {
        if (name.length() > LONGEST_LABEL) {
            return Optional.of("has " + name.length() + " characters, but at most " + LONGEST_LABEL + " are allowed");
        }
        return LABEL.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("may only have lower-case letters, digits and '-', and begins and ends with a letter or"
                        + " digit, e.g. web-01");
    }

    /** Returns what is wrong with {@code name} as dotted labels; empty if nothing is. */
    static Optional<String> wrongSubdomain(String name) {
        if (name.length() > LONGEST_SUBDOMAIN) {
            return Optional.of(
                    "has " + name.length() + " characters, but at most " + LONGEST_SUBDOMAIN + " are allowed");
        }
        return SUBDOMAIN.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("may only have lower-case letters, digits, '-' and '.', and each part begins and ends"
                        + " with a letter or digit, e.g. db.example.com");
    }
}
