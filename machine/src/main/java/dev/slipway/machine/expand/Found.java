package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;

/**
 * What a reference of a machine to an instance type or preference leads to.
 *
 * @param spec the spec found; missing if the machine refers to none or what it refers to is not there
 * @param problem why nothing was found, in one sentence
 */
record Found(JsonNode spec, Optional<String> problem) {
    static Found nothing() {
        return new Found(MissingNode.getInstance(), Optional.empty());
    }

    static Found missing(String sentence) {
        return new Found(MissingNode.getInstance(), Optional.of(sentence));
    }
}
