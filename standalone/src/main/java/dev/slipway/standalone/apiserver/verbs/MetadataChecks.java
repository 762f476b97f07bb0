package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.naming.LabelRule;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks of labels, annotations, finalizers and owners, the same for all kinds. */
final class MetadataChecks {
    private static final int LARGEST_ANNOTATIONS = 256 << 10;

    private MetadataChecks() {}

    static List<Cause> problems(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        List<Cause> causes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : metadata.path("labels").properties()) {
            String value = label.getValue().asText();
            refuse(causes, "metadata.labels", label.getKey(), LabelRule.key(label.getKey()));
            refuse(causes, "metadata.labels", value, LabelRule.value(value));
        }
        long size = 0;
        for (Map.Entry<String, JsonNode> annotation :
                metadata.path("annotations").properties()) {
            refuse(
                    causes,
                    "metadata.annotations",
                    annotation.getKey(),
                    LabelRule.key(annotation.getKey().toLowerCase(Locale.ROOT)));
            size += annotation.getKey().length()
                    + annotation.getValue().asText().length();
        }
        if (size > LARGEST_ANNOTATIONS) {
            causes.add(Cause.tooLong("metadata.annotations", LARGEST_ANNOTATIONS));
        }
        for (JsonNode finalizer : metadata.path("finalizers")) {
            refuse(causes, "metadata.finalizers", finalizer.asText(), LabelRule.key(finalizer.asText()));
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
            causes.add(Cause.invalid(
                    "metadata.ownerReferences",
                    owners.toString(),
                    "Only one reference can have Controller set to true. Found \"true\" in references for"
                            + " several owners"));
        }
    }

    private static void refuse(List<Cause> causes, String field, String text, List<String> problems) {
        problems.forEach(problem -> causes.add(Cause.invalid(field, "\"" + text + "\"", problem)));
    }
}
