package dev.slipway.standalone.apiserver.naming;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What labels may look like. Source: Kubernetes, {@code apimachinery/pkg/util/validation}. */
public final class LabelRule {
    private static final int LONGEST = 63;
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final String NAME_TEXT =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                    + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                    + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String VALUE_TEXT =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex"
                    + " used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    private static final String TOO_LONG = "must be no more than " + LONGEST + " bytes";

    private LabelRule() {}

    /** Returns what is wrong with a key: a name that may have a domain and a slash before it. */
    public static List<String> key(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length > 2) {
            return List.of("a qualified name " + NAME_TEXT
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        List<String> problems = new ArrayList<>();
        if (parts.length == 2 && parts[0].isEmpty()) {
            problems.add("prefix part must be non-empty");
        } else if (parts.length == 2) {
            NameRule.SUBDOMAIN.problems(parts[0]).forEach(problem -> problems.add("prefix part " + problem));
        }
        String name = parts[parts.length - 1];
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (name.length() > LONGEST) {
            problems.add("name part " + TOO_LONG);
        }
        if (!NAME.matcher(name).matches()) {
            problems.add("name part " + NAME_TEXT);
        }
        return problems;
    }

    /** Returns what is wrong with a value. */
    public static List<String> value(String value) {
        List<String> problems = new ArrayList<>();
        if (value.length() > LONGEST) {
            problems.add(TOO_LONG);
        }
        if (!value.isEmpty() && !NAME.matcher(value).matches()) {
            problems.add(VALUE_TEXT);
        }
        return problems;
    }
}
