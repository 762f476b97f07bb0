package dev.slipway.standalone.apiserver.naming;

import dev.slipway.standalone.apiserver.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a name may look like. */
public enum NameRule {
    /** A DNS subdomain (RFC 1123), up to 253 characters. */
    SUBDOMAIN(
            253,
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '%s')"),
    /** A DNS label (RFC 1123), up to 63 characters. */
    LABEL(
            63,
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '%s')"),
    /** A DNS label (RFC 1035), which begins with a letter. */
    LABEL_1035(
            63,
            "[a-z]([-a-z0-9]*[a-z0-9])?",
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '%s')"),
    /** Anything that can be one segment of a path. */
    PATH_SEGMENT(Integer.MAX_VALUE, "(?s).*", "");

    private final int longest;
    private final Pattern pattern;
    private final String text;

    NameRule(int longest, String pattern, String text) {
        this.longest = longest;
        this.pattern = Pattern.compile(pattern);
        this.text = text.formatted(pattern);
    }

    /** Returns why a name is refused. */
    public Optional<Cause> refuse(String field, String name) {
        String shown = "\"" + name + "\"";
        if (this == PATH_SEGMENT) {
            return pathSegment(name).map(why -> Cause.invalid(field, shown, why));
        }
        if (name.length() > longest) {
            return Optional.of(Cause.invalid(field, shown, "must be no more than " + longest + " bytes"));
        }
        return pattern.matcher(name).matches() ? Optional.empty() : Optional.of(Cause.invalid(field, shown, text));
    }

    /** Returns all that is wrong with a name. */
    public List<String> problems(String name) {
        if (this == PATH_SEGMENT) {
            return pathSegment(name).stream().toList();
        }
        List<String> problems = new ArrayList<>();
        if (name.length() > longest) {
            problems.add("must be no more than " + longest + " bytes");
        }
        if (!pattern.matcher(name).matches()) {
            problems.add(text);
        }
        return problems;
    }

    private static Optional<String> pathSegment(String name) {
        if (name.equals(".") || name.equals("..")) {
            return Optional.of("may not be '" + name + "'");
        }
        if (name.contains("/")) {
            return Optional.of("may not contain '/'");
        }
        return name.contains("%") ? Optional.of("may not contain '%'") : Optional.empty();
    }
}
