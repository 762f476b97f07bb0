package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Tells a running instance what a refused write wants of it; see {@link Verdict.Instructed}. */
@FunctionalInterface
public interface InstanceInstructions {
    /**
     * Stores the merge patch.
     *
     * @return whether it is stored; not if the instance has changed meanwhile
     */
    boolean tell(String namespace, String instance, JsonNode patch);

    /** Carries out what a verdict asks for beside its answer, and returns the answer. */
    static Verdict.Denied answer(Verdict.Instructed told, InstanceInstructions instructions) {
        return instructions.tell(told.namespace(), told.instance(), told.patch())
                ? told.answer()
                : new Verdict.Denied(
                        told.answer().code(),
                        told.answer().reason(),
                        "kubevirt failed marking the vmi for eviction: %s/%s has changed meanwhile; ask again"
                                .formatted(told.namespace(), told.instance()),
                        List.of());
    }
}
