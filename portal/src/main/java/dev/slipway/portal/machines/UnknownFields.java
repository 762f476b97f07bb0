package dev.slipway.portal.machines;

import dev.slipway.portal.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API says of fields that it does not know, with the lines in which they stand. */
final class UnknownFields {
    /** As the API server words a refusal under {@code fieldValidation=Strict}. */
    private static final Pattern FIELD = Pattern.compile("unknown field \"([^\"]+)\"");

    private static final int MOST = 5;

    private UnknownFields() {}

    /** Returns a sentence for each unknown field of an edited text; nothing if the API complains of something else. */
    static Optional<String> sentence(String message, String edited) {
        List<String> sentences = new ArrayList<>();
        Matcher fields = FIELD.matcher(message);
        while (fields.find()) {
            String field = fields.group(1);
            OptionalInt line = YamlText.line(edited, field);
            sentences.add("A virtual machine has no field " + field
                    + (line.isPresent() ? ", which stands in line " + line.getAsInt() : "") + ".");
        }
        if (sentences.isEmpty()) {
            return Optional.empty();
        }
        String shown =
                String.join(" ", sentences.stream().distinct().limit(MOST).toList());
        return Optional.of(shown
                + (sentences.size() > MOST ? " And " + (sentences.size() - MOST) + " more." : "")
                + " Correct the name or take it out; nothing was changed.");
    }
}
