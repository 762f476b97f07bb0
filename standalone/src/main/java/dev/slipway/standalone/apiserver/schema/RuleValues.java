package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** Values without a schema as expressions see them. */
public final class RuleValues {
    private RuleValues() {}

    public static Object of(JsonNode value) {
        return RuleValue.of(Schema.ANYTHING, value);
    }
}
