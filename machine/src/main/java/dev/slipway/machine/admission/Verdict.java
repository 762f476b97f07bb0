package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.validate.Cause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link Review}. */
public sealed interface Verdict {
    /**
     * The write goes on.
     *
     * @param object the completed object to store; absent on delete or if nothing was to be completed
     * @param warnings sentences for the {@code Warning} header of the reply
     */
    record Allowed(@Nullable JsonNode object, List<String> warnings) implements Verdict {
        public Allowed {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The write is refused, and what it asked for comes about in another way: an instance is told of it first.
     *
     * @param namespace of the instance
     * @param instance its name
     * @param patch what it is told, as a merge patch
     * @param answer what the writer gets once it is told
     */
    record Instructed(String namespace, String instance, JsonNode patch, Denied answer) implements Verdict {}

    /**
     * The write is refused and nothing changes.
     *
     * @param code HTTP status, e.g. 422
     * @param reason {@code metav1.Status} reason, e.g. {@code Invalid}; may be empty
     * @param message all causes as one text
     * @param causes every problem found
     * @param completed the object as far as it was completed, whose schema an API server looks at before it tells these
     *     causes; absent if the write was refused before
     */
    record Denied(
            int code,
            String reason,
            String message,
            List<Cause> causes,
            @Nullable JsonNode completed) implements Verdict {
        public Denied {
            causes = List.copyOf(causes);
        }

        /** A write that is refused before the schema of its object is looked at. */
        Denied(int code, String reason, String message, List<Cause> causes) {
            this(code, reason, message, causes, null);
        }

        /** Returns this refusal of an object that was completed to {@code object}. */
        Denied after(JsonNode object) {
            return new Denied(code, reason, message, causes, object);
        }
    }
}
