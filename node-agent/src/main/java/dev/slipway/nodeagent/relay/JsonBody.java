package dev.slipway.nodeagent.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the body of a request says. */
final class JsonBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonBody() {}

    /** Reads JSON; a body of nothing is an empty object. */
    static JsonNode read(String body) throws RelayProblem.Refused {
        try {
            return JSON.readTree(body.isBlank() ? "{}" : body);
        } catch (JsonProcessingException e) {
            throw new RelayProblem.Refused(new RelayProblem.Invalid("the body is not JSON: " + e.getOriginalMessage()));
        }
    }
}
