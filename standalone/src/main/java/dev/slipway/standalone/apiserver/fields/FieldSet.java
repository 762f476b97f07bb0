package dev.slipway.standalone.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A set of paths into an object, as a tree: a node may be a member itself and lead to others. Mutable while it is built. */
final class FieldSet {
    private final SortedMap<PathElement, FieldSet> children = new TreeMap<>();
    private boolean member;

    boolean isMember() {
        return member;
    }

    boolean isEmpty() {
        return !member && children.values().stream().allMatch(FieldSet::isEmpty);
    }

    SortedMap<PathElement, FieldSet> children() {
        return children;
    }

    @Nullable
    FieldSet child(PathElement element) {
        return children.get(element);
    }

    void insert(List<PathElement> path) {
        FieldSet node = this;
        for (PathElement element : path) {
            node = node.children.computeIfAbsent(element, _ -> new FieldSet());
        }
        node.member = true;
    }

    void insert(PathElement element) {
        children.computeIfAbsent(element, _ -> new FieldSet()).member = true;
    }

    FieldSet descend(PathElement element) {
        return children.computeIfAbsent(element, _ -> new FieldSet());
    }

    FieldSet union(FieldSet other) {
        FieldSet union = copy();
        union.add(other);
        return union;
    }

    private void add(FieldSet other) {
        member |= other.member;
        other.children.forEach((element, child) -> descend(element).add(child));
    }

    /** Returns the members that are no members of the other set. */
    FieldSet minus(FieldSet other) {
        FieldSet result = new FieldSet();
        result.member = member && !other.member;
        children.forEach((element, child) -> {
            FieldSet theirs = other.children.get(element);
            FieldSet rest = theirs == null ? child.copy() : child.minus(theirs);
            if (!rest.isEmpty()) {
                result.children.put(element, rest);
            }
        });
        return result;
    }

    /** Returns this set without the given paths and everything below them. */
    FieldSet without(FieldSet roots) {
        FieldSet result = new FieldSet();
        result.member = member && !roots.member;
        children.forEach((element, child) -> {
            FieldSet root = roots.children.get(element);
            if (root != null && root.member) {
                return;
            }
            FieldSet rest = root == null ? child.copy() : child.without(root);
            if (!rest.isEmpty()) {
                result.children.put(element, rest);
            }
        });
        return result;
    }

    FieldSet intersection(FieldSet other) {
        FieldSet result = new FieldSet();
        result.member = member && other.member;
        children.forEach((element, child) -> {
            FieldSet theirs = other.children.get(element);
            if (theirs != null) {
                FieldSet both = child.intersection(theirs);
                if (!both.isEmpty()) {
                    result.children.put(element, both);
                }
            }
        });
        return result;
    }

    /** Returns the members as messages show them, e.g. {@code .spec.replicas}. */
    List<String> paths() {
        List<String> paths = new ArrayList<>();
        collect("", paths);
        return paths;
    }

    private void collect(String prefix, List<String> paths) {
        if (member) {
            paths.add(prefix);
        }
        children.forEach((element, child) -> child.collect(prefix + element.shown(), paths));
    }

    FieldSet copy() {
        FieldSet copy = new FieldSet();
        copy.member = member;
        children.forEach((element, child) -> copy.children.put(element, child.copy()));
        return copy;
    }

    /** Returns the {@code FieldsV1} form. */
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        if (member) {
            json.putObject(".");
        }
        children.forEach((element, child) -> {
            if (!child.isEmpty()) {
                json.set(element.text(), child.isLeaf() ? Json.object() : child.toJson());
            }
        });
        return json;
    }

    private boolean isLeaf() {
        return children.values().stream().allMatch(FieldSet::isEmpty);
    }

    /** Reads the {@code FieldsV1} form; a leaf is a member. */
    static FieldSet read(JsonNode json) {
        FieldSet set = new FieldSet();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (entry.getKey().equals(".")) {
                set.member = true;
                continue;
            }
            PathElement.parse(entry.getKey()).ifPresent(element -> {
                FieldSet child = read(entry.getValue());
                child.member |= entry.getValue().isEmpty();
                set.children.put(element, child);
            });
        }
        return set;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set && toJson().equals(set.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }
}
