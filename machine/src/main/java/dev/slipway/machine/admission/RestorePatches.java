package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.validate.Cause;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules for the patches of a restore: JSON patches below {@code /spec/}, or of labels and annotations. KubeVirt splits them
 * at commas and colons instead of reading them, so a value with a colon is refused; clients know that. Source: KubeVirt
 * v1.9.0, {@code vmrestore.go}.
 */
final class RestorePatches {
    private static final String FIELD = "spec.patches";

    private RestorePatches() {}

    static List<Cause> of(JsonNode patches) {
        List<Cause> causes = new ArrayList<>();
        patches.forEach(patch -> {
            for (String part : stripped(patch.asText()).split(",", -1)) {
                part(part, causes);
            }
        });
        return causes;
    }

    private static String stripped(String patch) {
        int begin = 0;
        int end = patch.length();
        while (begin < end && "{}".indexOf(patch.charAt(begin)) >= 0) {
            begin++;
        }
        while (end > begin && "{}".indexOf(patch.charAt(end - 1)) >= 0) {
            end--;
        }
        return patch.substring(begin, end);
    }

    private static void part(String part, List<Cause> causes) {
        String[] pair = part.split(":", -1);
        if (pair.length != 2) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    FIELD,
                    "The patch has '" + part
                            + "', which is no \"key\": \"value\". Values with a colon or a comma are not"
                            + " possible here."));
            return;
        }
        String value = pair[1].strip();
        boolean right = value.startsWith("\"/metadata/labels/")
                || value.startsWith("\"/metadata/annotations/")
                || value.startsWith("\"/spec/");
        if (pair[0].strip().equals("\"path\"") && !right) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    FIELD,
                    "The patch changes " + value
                            + ". Only labels, annotations and what is below /spec/ can be changed."));
        }
    }
}
