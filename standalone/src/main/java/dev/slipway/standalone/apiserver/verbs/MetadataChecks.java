package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks of labels, annotations, finalizers and owners, the same for all kinds. */
final class MetadataChecks {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_PREFIX = 253;
    private static final int LARGEST_ANNOTATIONS = 256 << 10;
    private static final String NAME_RULE =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private MetadataChecks() {}

    static List<Cause> problems(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        List<Cause> causes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : metadata.path("labels").properties()) {
            qualifiedName(causes, "metadata.labels", label.getKey());
            String value = label.getValue().asText();
            if (!value.isEmpty()
                    && (value.length() > LONGEST_NAME || !NAME.matcher(value).matches())) {
                causes.add(Cause.invalid(
                        "metadata.labels",
                        "\"" + value + "\"",
                        value.length() > LONGEST_NAME ? "must be no more than 63 bytes" : VALUE_RULE));
            }
        }
        long size = 0;
        for (Map.Entry<String, JsonNode> annotation :
                metadata.path("annotations").properties()) {
            qualifiedName(causes, "metadata.annotations", annotation.getKey().toLowerCase(Locale.ROOT));
            size += annotation.getKey().length()
                    + annotation.getValue().asText().length();
        }
        if (size > LARGEST_ANNOTATIONS) {
            causes.add(Cause.tooLong("metadata.annotations", LARGEST_ANNOTATIONS));
        }
        for (JsonNode finalizer : metadata.path("finalizers")) {
            qualifiedName(causes, "metadata.finalizers", finalizer.asText());
        }
        owners(causes, metadata.path("ownerReferences"));
        return causes;
    }

    private static void owners(List<Cause> causes, JsonNode owners) {
        int controllers = 0;
        for (int i = 0; i < owners.size(); i++) {
            JsonNode owner = owners.get(i);
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(field).asText("").isEmpty()) {
                    causes.add(Cause.invalid(
                            "metadata.ownerReferences[" + i + "]." + field, "\"\"", field + " must not be empty"));
                }
            }
            controllers += owner.path("controller").asBoolean() ? 1 : 0;
        }
        if (controllers > 1) {
            causes.add(
                    Cause.invalid(
                            "metadata.ownerReferences",
                            owners.toString(),
                            "Only one reference can have Controller set to true. Found \"true\" in references for several owners"));
        }
    }

    private static void qualifiedName(List<Cause> causes, String field, String text) {
        int slash = text.indexOf('/');
        String name = text.substring(slash + 1);
        String prefix = slash < 0 ? "a" : text.substring(0, slash);
        String shown = "\"" + text + "\"";
        if (name.isEmpty()) {
            causes.add(Cause.invalid(field, shown, "name part must be non-empty"));
        } else if (name.length() > LONGEST_NAME) {
            causes.add(Cause.invalid(field, shown, "name part must be no more than 63 bytes"));
        } else if (!NAME.matcher(name).matches()) {
            causes.add(Cause.invalid(field, shown, NAME_RULE));
        }
        if (prefix.length() > LONGEST_PREFIX || !PREFIX.matcher(prefix).matches()) {
            causes.add(
                    Cause.invalid(
                            field,
                            shown,
                            "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"));
        }
    }
}
