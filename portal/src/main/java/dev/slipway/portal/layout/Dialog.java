package dev.slipway.portal.layout;

import java.util.List;

/**
 * A short form that asks before something is done; a dialog where there is script, else a page.
 *
 * @param title question, or what will be done
 * @param text what it means; may be empty
 * @param address where the form goes
 * @param csrf token
 * @param fields what is asked
 * @param button word on the button
 * @param problem why it was not done when it was asked; empty if it was not asked yet
 * @param back where Cancel leads to
 */
public record Dialog(
        String title,
        String text,
        String address,
        String csrf,
        List<Field> fields,
        String button,
        String problem,
        String back) {
    /** Returns the sentence for somebody who had to type a word and typed another. */
    public static String mistyped(String typed, String word) {
        return "You typed \"" + typed.strip() + "\"; type " + word + " exactly, or cancel.";
    }

    /** How a field is filled. */
    public enum Kind {
        TEXT,
        NUMBER,
        CHOICE,
        TICK,
        LINES,
        WORD,
        HIDDEN
    }

    /**
     * Something to choose.
     *
     * @param value what the form carries
     * @param words what people read
     */
    public record Option(String value, String words) {}

    /**
     * Choices under one heading.
     *
     * @param words heading; empty for none
     * @param options the choices
     */
    public record Group(String words, List<Option> options) {
        public Group {
            options = List.copyOf(options);
        }
    }

    /**
     * A field.
     *
     * @param kind how it is filled
     * @param name name in the form
     * @param words label
     * @param value what it holds
     * @param groups what can be chosen
     * @param help what to know; may be empty
     * @param error what is wrong with the value; empty if nothing is
     */
    public record Field(
            Kind kind, String name, String words, String value, List<Group> groups, String help, String error) {
        public Field {
            groups = List.copyOf(groups);
        }

        /** Returns a field for a short text. */
        public static Field text(String name, String words, String value, String help) {
            return new Field(Kind.TEXT, name, words, value, List.of(), help, "");
        }

        /** Returns a field for a number. */
        public static Field number(String name, String words, String value, String help) {
            return new Field(Kind.NUMBER, name, words, value, List.of(), help, "");
        }

        /** Returns a field with choices. */
        public static Field choice(String name, String words, String value, List<Option> options, String help) {
            return grouped(name, words, value, List.of(new Group("", options)), help);
        }

        /** Returns a field with choices under headings; headings without choices are left out. */
        public static Field grouped(String name, String words, String value, List<Group> groups, String help) {
            List<Group> filled =
                    groups.stream().filter(group -> !group.options.isEmpty()).toList();
            return new Field(Kind.CHOICE, name, words, value, filled, help, "");
        }

        /** Returns a box to tick. */
        public static Field tick(String name, String words, boolean on, String help) {
            return new Field(Kind.TICK, name, words, on ? "1" : "", List.of(), help, "");
        }

        /** Returns a field for several lines. */
        public static Field lines(String name, String words, String value, String help) {
            return new Field(Kind.LINES, name, words, value, List.of(), help, "");
        }

        /** Returns a field that nobody sees, for what the form carries along. Put it last. */
        public static Field hidden(String name, String value) {
            return new Field(Kind.HIDDEN, name, "", value, List.of(), "", "");
        }

        /** Returns a field into which a word must be typed before something is gone for good. */
        public static Field word(String word) {
            return new Field(Kind.WORD, "word", "Type " + word + " to confirm", word, List.of(), "", "");
        }

        /** Returns it with what is wrong with its value. */
        public Field wrong(String sentence) {
            return new Field(kind, name, words, value, groups, help, sentence);
        }
    }

    public Dialog {
        fields = List.copyOf(fields);
    }

    /** Returns whether something is gone for good afterwards. */
    public boolean grave() {
        return fields.stream().anyMatch(field -> field.kind == Kind.WORD);
    }

    /** Returns the name of the field to begin with: the first that is wrong, else the first. */
    public String focus() {
        return fields.stream()
                .filter(field -> !field.error.isEmpty())
                .findFirst()
                .or(() -> fields.stream().findFirst())
                .map(Field::name)
                .orElse("");
    }
}
