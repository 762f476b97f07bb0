package dev.slipway.portal.yaml;

import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A YAML document as somebody typed it. */
public final class YamlText {
    private static final int MOST_CHARACTERS = 512 * 1024;
    private static final int MOST_ALIASES = 20;

    private YamlText() {}

    /** What a text turned out to be. */
    public sealed interface Parsed {
        /** A value: maps, lists, texts, numbers. */
        record Value(@Nullable Object value) implements Parsed {}

        /** It is not YAML; the sentence says what is wrong and in which line. */
        record Wrong(String sentence) implements Parsed {}
    }

    /** Reads a text; keys may not be there twice. */
    public static Parsed parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return new Parsed.Wrong("The text has " + text.length() + " characters; at most " + MOST_CHARACTERS
                    + " are read. Shorten it.");
        }
        try {
            return new Parsed.Value(new Load(settings()).loadFromString(text));
        } catch (MarkedYamlEngineException e) {
            return new Parsed.Wrong(where(e));
        } catch (YamlEngineException | StackOverflowError e) {
            return new Parsed.Wrong("This is not YAML: " + e.getMessage() + ".");
        }
    }

    /**
     * Returns the line, from 1, in which a field stands; nothing if the text has no such field.
     *
     * @param path names and indices: {@code spec.template.spec.volumes[0].name}
     */
    public static OptionalInt line(String text, String path) {
        Optional<Node> root;
        try {
            root = new Compose(settings()).composeReader(new StringReader(text));
        } catch (YamlEngineException | StackOverflowError _) {
            return OptionalInt.empty();
        }
        Place place = new Place(root, Optional.empty());
        for (String step : path.split("\\.|(?=\\[)")) {
            place = step.startsWith("[") ? place.item(step) : place.field(step);
        }
        return place.mark.isPresent() ? OptionalInt.of(place.mark.get().getLine() + 1) : OptionalInt.empty();
    }

    /** A node, and where its name stands. */
    private record Place(Optional<Node> node, Optional<Mark> mark) {
        Place field(String name) {
            if (node.isPresent() && node.get() instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals(name)) {
                        return new Place(Optional.of(tuple.getValueNode()), key.getStartMark());
                    }
                }
            }
            return new Place(Optional.empty(), Optional.empty());
        }

        Place item(String step) {
            String digits = step.substring(1, Math.max(1, step.length() - 1));
            boolean index = digits.matches("\\d{1,6}");
            if (index && node.isPresent() && node.get() instanceof SequenceNode list) {
                int at = Integer.parseInt(digits);
                if (at < list.getValue().size()) {
                    Node item = list.getValue().get(at);
                    return new Place(Optional.of(item), item.getStartMark());
                }
            }
            return new Place(Optional.empty(), Optional.empty());
        }
    }

    /** Returns whether a value is an object. */
    public static boolean isObject(@Nullable Object value) {
        return value instanceof Map<?, ?>;
    }

    private static LoadSettings settings() {
        return LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(MOST_CHARACTERS)
                .setSchema(new CoreSchema())
                .build();
    }

    private static String where(MarkedYamlEngineException e) {
        String place = e.getProblemMark()
                .map(mark -> " in line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                .orElse("");
        return "This is not YAML" + place + ": " + e.getProblem()
                + ". Mind the indentation, and quote texts with colons.";
    }
}
