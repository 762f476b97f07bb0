package dev.slipway.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A column of {@code kubectl get}. */
record Column(String name, String type, String path, boolean onlyWide) {
    static final Column AGE = date("Age", ".metadata.creationTimestamp");
    static final Column PHASE = text("Phase", ".status.phase");

    static Column text(String name, String path) {
        return new Column(name, "string", path, false);
    }

    static Column number(String name, String path) {
        return new Column(name, "integer", path, false);
    }

    static Column flag(String name, String path) {
        return new Column(name, "boolean", path, false);
    }

    static Column date(String name, String path) {
        return new Column(name, "date", path, false);
    }

    static Column condition(String name, String condition) {
        return text(name, ".status.conditions[?(@.type=='%s')].status".formatted(condition));
    }

    Column wide() {
        return new Column(name, type, path, true);
    }

    ObjectNode node() {
        ObjectNode node = SchemaNode.empty().put("jsonPath", path).put("name", name);
        if (onlyWide) {
            node.put("priority", 1);
        }
        return node.put("type", type);
    }
}
