package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.List;

/** What kube-apiserver asks of the number that a scale subresource sets, whoever sets it. */
final class ScaleChecks {
    private ScaleChecks() {}

    static List<Cause> problems(ResourceType type, JsonNode object) {
        if (type.scalePath().isEmpty()) {
            return List.of();
        }
        JsonNode wanted = object.at(type.scalePath().replace('.', '/'));
        if (!wanted.isIntegralNumber()) {
            return List.of();
        }
        if (wanted.asLong() < 0) {
            return List.of(Cause.invalid(type.scalePath(), wanted.toString(), "should be a non-negative integer"));
        }
        return wanted.asLong() > Integer.MAX_VALUE
                ? List.of(Cause.invalid(
                        type.scalePath(), wanted.toString(), "should be less than or equal to " + Integer.MAX_VALUE))
                : List.of();
    }
}
