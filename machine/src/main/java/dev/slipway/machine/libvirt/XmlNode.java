package dev.slipway.machine.libvirt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** An element of an XML document, which knows what of it was read. */
final class XmlNode {
    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<XmlNode> children = new ArrayList<>();
    private final Set<String> readAttributes = new HashSet<>();
    private String text = "";
    private boolean read;

    XmlNode(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Returns the text of the element itself, without space around it. */
    String text() {
        read = true;
        return text.strip();
    }

    /** Returns the first child of that name. */
    Optional<XmlNode> child(String wanted) {
        return children(wanted).stream().findFirst();
    }

    /** Returns all children of that name. */
    List<XmlNode> children(String wanted) {
        read = true;
        List<XmlNode> found =
                children.stream().filter(child -> child.name.equals(wanted)).toList();
        found.forEach(child -> child.read = true);
        return found;
    }

    /** Returns all children; they do not count as read. */
    List<XmlNode> all() {
        read = true;
        return List.copyOf(children);
    }

    /** Returns the text of a child; empty if there is none. */
    String textOf(String wanted) {
        return child(wanted).map(XmlNode::text).orElse("");
    }

    /** Returns an attribute; empty text if there is none. */
    String attribute(String wanted) {
        read = true;
        readAttributes.add(wanted);
        return attributes.getOrDefault(wanted, "");
    }

    /** Says that nothing is lost with this element. */
    XmlNode ignore() {
        read = true;
        readAttributes.addAll(attributes.keySet());
        children.forEach(XmlNode::ignore);
        return this;
    }

    /** Says that nothing is lost with children of these names. */
    XmlNode ignore(String... names) {
        for (String wanted : names) {
            children(wanted).forEach(XmlNode::ignore);
        }
        return this;
    }

    /** Says that nothing is lost with these attributes. */
    XmlNode ignoreAttributes(String... names) {
        readAttributes.addAll(List.of(names));
        return this;
    }

    /** Tells what was not read: its path and what is written there. */
    void unread(String path, BiConsumer<String, String> tell) {
        if (!read) {
            tell.accept(path, summary());
            return;
        }
        attributes.forEach((key, value) -> {
            if (!readAttributes.contains(key)) {
                tell.accept(path + "/@" + key, value);
            }
        });
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (XmlNode child : children) {
            int number = counts.merge(child.name, 1, Integer::sum);
            boolean single = children.stream()
                            .filter(other -> other.name.equals(child.name))
                            .count()
                    == 1;
            child.unread(path + "/" + child.name + (single ? "" : "[" + number + "]"), tell);
        }
    }

    /** Returns what an element says, in a few words. */
    private String summary() {
        StringBuilder words = new StringBuilder(text.strip());
        attributes.forEach((key, value) ->
                words.append(words.isEmpty() ? "" : " ").append(key).append('=').append(value));
        for (XmlNode child : children) {
            words.append(words.isEmpty() ? "" : ", ").append(child.name);
            String below = child.children.isEmpty() ? child.summary() : "";
            words.append(below.isEmpty() ? "" : " " + below);
        }
        return words.length() > 120 ? words.substring(0, 117) + "…" : words.toString();
    }

    XmlNode with(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    XmlNode with(String attribute, long value) {
        return with(attribute, Long.toString(value));
    }

    XmlNode withText(String words) {
        text = words;
        return this;
    }

    void append(String words) {
        text += words;
    }

    /** Adds a child and returns it. */
    XmlNode add(XmlNode child) {
        children.add(child);
        return child;
    }

    /** Adds an empty child and returns it. */
    XmlNode add(String child) {
        return add(new XmlNode(child));
    }

    /** Adds a child with a text. */
    XmlNode add(String child, String words) {
        add(child).withText(words);
        return this;
    }

    boolean isEmpty() {
        return children.isEmpty() && attributes.isEmpty() && text.isEmpty();
    }

    /** Writes the element, indented by two spaces a level. */
    String write() {
        StringBuilder out = new StringBuilder();
        write(out, "");
        return out.toString();
    }

    private void write(StringBuilder out, String indent) {
        out.append(indent).append('<').append(name);
        attributes.forEach((key, value) ->
                out.append(' ').append(key).append("='").append(escape(value)).append('\''));
        if (children.isEmpty()) {
            out.append(text.isEmpty() ? "/>" : ">" + escape(text) + "</" + name + ">")
                    .append('\n');
            return;
        }
        out.append(">\n");
        children.forEach(child -> child.write(out, indent + "  "));
        out.append(indent).append("</").append(name).append(">\n");
    }

    /** XML 1.0 §2.4 and §2.2: what may not stand in a text, and what no escape can bring in. */
    private static String escape(String value) {
        StringBuilder out = new StringBuilder();
        value.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '\'' -> out.append("&apos;");
                case '\n', '\t' -> out.append("&#").append(point).append(';');
                default -> out.append(isAllowed(point) ? Character.toString(point) : "\uFFFD");
            }
        });
        return out.toString();
    }

    private static boolean isAllowed(int point) {
        return point >= 0x20 && point <= 0xD7FF || point >= 0xE000 && point <= 0xFFFD || point >= 0x10000;
    }
}
