package dev.slipway.standalone.apiserver.cel;

import dev.slipway.standalone.apiserver.naming.LabelRule;
import dev.slipway.standalone.apiserver.naming.NameRule;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A format that texts can be held against.
 *
 * @param name of the format, e.g. {@code dns1123Label}
 * @param check returns what is wrong with a text
 */
record NamedFormat(String name, Function<String, List<String>> check) {
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");

    private static final List<NamedFormat> ALL = List.of(
            new NamedFormat("dns1123Label", NameRule.LABEL::problems),
            new NamedFormat("dns1123Subdomain", NameRule.SUBDOMAIN::problems),
            new NamedFormat("dns1035Label", NameRule.LABEL_1035::problems),
            new NamedFormat("dns1123LabelPrefix", text -> NameRule.LABEL.problems(begun(text))),
            new NamedFormat("dns1123SubdomainPrefix", text -> NameRule.SUBDOMAIN.problems(begun(text))),
            new NamedFormat("dns1035LabelPrefix", text -> NameRule.LABEL_1035.problems(begun(text))),
            new NamedFormat("qualifiedName", LabelRule::key),
            new NamedFormat("labelValue", LabelRule::value),
            new NamedFormat("uri", NamedFormat::uri),
            new NamedFormat("uuid", text -> unless(UUID.matcher(text).matches(), "does not match the UUID format")),
            new NamedFormat("byte", text -> unless(isBase64(text), "invalid base64")),
            new NamedFormat("date", text -> unless(reads(() -> LocalDate.parse(text)), "invalid date")),
            new NamedFormat("datetime", text -> unless(reads(() -> OffsetDateTime.parse(text)), "invalid datetime")));

    static List<NamedFormat> all() {
        return ALL;
    }

    static Optional<NamedFormat> named(String name) {
        return ALL.stream().filter(format -> format.name.equals(name)).findFirst();
    }

    /** Something follows a prefix, so that it may end in what a name may not end in. */
    private static String begun(String prefix) {
        return prefix.length() > 1 && prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix;
    }

    private static List<String> uri(String text) {
        try {
            RequestUrl.parse(text);
            return List.of();
        } catch (RequestUrl.Unreadable e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return text.length() % 4 == 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean reads(Runnable parser) {
        try {
            parser.run();
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static List<String> unless(boolean right, String problem) {
        return right ? List.of() : List.of(problem);
    }
}
