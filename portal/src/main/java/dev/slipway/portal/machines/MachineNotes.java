package dev.slipway.portal.machines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What people write on a machine: notes in their own words, and labels. Labels of controllers are not among them.
 *
 * @param text notes; may be empty
 * @param labels one label a line, key=value
 */
record MachineNotes(String text, String labels) {
    /** Annotation with the notes; OpenShift's console writes the same. */
    static final String ANNOTATION = "description";

    private static final int LONGEST_TEXT = 4000;
    private static final int LONGEST_PREFIX = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?");
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9]([-.a-z0-9]*[a-z0-9])?");

    /** Returns those of a machine. */
    static MachineNotes of(MachineFacts facts) {
        List<String> lines = new ArrayList<>();
        MachineRow.of(facts).labels().forEach((key, value) -> lines.add(key + "=" + value));
        return new MachineNotes(text(facts), String.join("\n", lines));
    }

    /** Returns the notes on a machine. */
    static String text(MachineFacts facts) {
        return Optional.ofNullable(facts.vm().getMetadata().getAnnotations())
                .map(annotations -> annotations.get(ANNOTATION))
                .orElse("");
    }

    /** Returns the notes on a machine as the API answers it. */
    static String text(JsonNode machine) {
        return machine.path("metadata").path("annotations").path(ANNOTATION).asText("");
    }

    /** Returns what is wrong with them, by field. */
    Map<String, String> problems() {
        Map<String, String> wrong = new LinkedHashMap<>();
        if (text.length() > LONGEST_TEXT) {
            wrong.put("text", "These are " + text.length() + " characters; notes have " + LONGEST_TEXT + " at most.");
        }
        labels.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .flatMap(line -> problem(line).stream())
                .findFirst()
                .ifPresent(sentence -> wrong.put("labels", sentence));
        return wrong;
    }

    /** Returns those of a form; browsers send other ends of lines. */
    static MachineNotes sent(String text, String labels) {
        return new MachineNotes(plain(text), plain(labels));
    }

    /** Returns the notes that a machine has by now, if these would take the place of notes that the writer was not shown. */
    Optional<String> newer(String current, MachineNotes shown) {
        String now = plain(current).strip();
        boolean known = now.equals(shown.text.strip()) || now.equals(text.strip());
        return known || !rewritten(shown) ? Optional.empty() : Optional.of(now);
    }

    /** Returns a machine with what the writer changed of what was shown; what others wrote meanwhile, and labels of controllers, stay. */
    ObjectNode on(ObjectNode machine, MachineNotes shown) {
        ObjectNode metadata = machine.withObjectProperty("metadata");
        ObjectNode annotations = metadata.withObjectProperty("annotations");
        if (rewritten(shown) && text.isBlank()) {
            annotations.remove(ANNOTATION);
        } else if (rewritten(shown)) {
            annotations.put(ANNOTATION, text.strip());
        }
        Map<String, String> wanted = parsed();
        Map<String, String> before = shown.parsed();
        ObjectNode written = metadata.withObjectProperty("labels");
        before.keySet().stream()
                .filter(key -> !wanted.containsKey(key) && MachineRow.shown(key))
                .forEach(written::remove);
        wanted.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                written.put(key, value);
            }
        });
        return machine;
    }

    private boolean rewritten(MachineNotes shown) {
        return !text.strip().equals(shown.text.strip());
    }

    private static String plain(String text) {
        return text.replace("\r\n", "\n");
    }

    /** Returns the labels of notes without problems. */
    Map<String, String> parsed() {
        Map<String, String> parsed = new TreeMap<>();
        labels.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int equals = line.indexOf('=');
            parsed.put(
                    equals < 0 ? line : line.substring(0, equals).strip(),
                    equals < 0 ? "" : line.substring(equals + 1).strip());
        });
        return parsed;
    }

    private static Optional<String> problem(String line) {
        int equals = line.indexOf('=');
        String key = equals < 0 ? line : line.substring(0, equals).strip();
        String value = equals < 0 ? "" : line.substring(equals + 1).strip();
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        boolean prefixed = slash < 0
                || slash <= LONGEST_PREFIX
                        && PREFIX.matcher(key.substring(0, slash)).matches();
        if (!prefixed || !NAME.matcher(name).matches()) {
            return Optional.of("\"" + key
                    + "\" cannot be the key of a label: use up to 63 letters, digits, hyphens, dots and"
                    + " underscores, e.g. tier.");
        }
        if (!MachineRow.shown(key)) {
            return Optional.of("\"" + key + "\" belongs to a controller; choose another key.");
        }
        return value.isEmpty() || NAME.matcher(value).matches()
                ? Optional.empty()
                : Optional.of("\"" + value
                        + "\" cannot be the value of a label: use up to 63 letters, digits, hyphens, dots and"
                        + " underscores, e.g. db.");
    }
}
