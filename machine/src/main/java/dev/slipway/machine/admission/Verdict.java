package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
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
     * The write is refused and nothing changes.
     *
     * @param code HTTP status, e.g. 422
     * @param reason {@code metav1.Status} reason, e.g. {@code Invalid}; may be empty
     * @param message all causes as one text
     * @param causes every problem found
     */
    record Denied(int code, String reason, String message, List<Cause> causes) implements Verdict {
        public Denied {
            causes = List.copyOf(causes);
        }
    }
}
