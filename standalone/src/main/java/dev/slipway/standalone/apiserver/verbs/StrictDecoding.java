package dev.slipway.standalone.apiserver.verbs;

import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What happens to unknown and duplicate fields of a body: refused, warned about, or nothing. */
final class StrictDecoding {
    private StrictDecoding() {}

    /**
     * Reports what was dropped from a body.
     *
     * @param unknown paths of fields that the schema does not know
     * @param whole whether the body is the whole object; otherwise it is a patch
     */
    static void report(Call call, WriteOptions options, List<String> unknown, boolean whole) {
        if (options.fieldValidation() == WriteOptions.FieldValidation.IGNORE) {
            return;
        }
        List<String> sentences = new ArrayList<>();
        unknown.forEach(path -> sentences.add("unknown field \"" + path + "\""));
        if (call.contentType().endsWith("json") || call.contentType().isEmpty()) {
            DuplicateFields.of(call.body().getBytes())
                    .forEach(path -> sentences.add("duplicate field \"" + path + "\""));
        }
        if (sentences.isEmpty()) {
            return;
        }
        if (options.fieldValidation() == WriteOptions.FieldValidation.WARN) {
            sentences.forEach(call::warn);
            return;
        }
        String text = sentences.stream().collect(Collectors.joining(", ", "strict decoding error: ", ""));
        ResourceType type = call.type();
        if (whole) {
            throw Problem.badRequest("%s in version \"%s\" cannot be handled as a %s: %s"
                            .formatted(type.kind(), type.version(), type.kind(), text))
                    .exception();
        }
        Cause cause = Cause.invalid("patch", "\"" + call.body().toString().replace("\"", "\\\"") + "\"", text);
        throw Problem.invalid("", "", "", List.of(cause)).exception();
    }
}
