package dev.slipway.standalone.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.Optional;

/** Refuses a write for what the caller may not give away, e.g. rights that it does not hold. */
@FunctionalInterface
public interface WriteCheck {
    /** Refuses nothing. */
    WriteCheck NONE = (caller, resource, object) -> Optional.empty();

    /** @param object as it would be stored */
    Optional<Problem> check(Caller caller, GroupResource resource, JsonNode object);
}
