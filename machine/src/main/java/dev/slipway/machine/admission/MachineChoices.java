package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.expand.Conflict;
import dev.slipway.machine.expand.Expansion;
import dev.slipway.machine.expand.Inference;
import dev.slipway.machine.expand.Matcher;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The instance type and the preference that a machine under review refers to. */
final class MachineChoices {
    private final Review review;
    private final ClusterFacts facts;
    private Expansion expansion = Expansion.none();
    private @Nullable ObjectNode expanded;

    MachineChoices(Review review, ClusterFacts facts) {
        this.review = review;
        this.facts = facts;
    }

    /** Resolves the references of {@code machine}, or refuses those that cannot be right. */
    Optional<Verdict> choose(ObjectNode machine) {
        List<Cause> causes = new ArrayList<>();
        for (Matcher matcher : Matcher.values()) {
            if (review.before() != null && causes.isEmpty()) {
                causes.addAll(MatcherRules.ofChange(matcher, machine, review.before()));
            }
        }
        for (Matcher matcher : Matcher.values()) {
            if (causes.isEmpty()) {
                causes.addAll(MatcherRules.of(matcher, machine));
            }
        }
        if (!causes.isEmpty()) {
            return Optional.of(Refusal.of(causes));
        }
        for (Matcher matcher : Matcher.values()) {
            Optional<String> problem = Inference.resolve(matcher, machine, review.namespace(), facts);
            if (problem.isPresent()) {
                return Optional.of(Refusal.bad(problem.get()));
            }
        }
        expansion = Expansion.of(machine, review.namespace(), facts);
        expansion.prefill(machine);
        return Optional.empty();
    }

    /** Applies them to a copy of {@code machine}, or refuses fields that they set as well. */
    Optional<Verdict> apply(ObjectNode machine) {
        ObjectNode copy = machine.deepCopy();
        List<Conflict> conflicts = expansion.uneven().map(List::of).orElseGet(() -> expansion.apply(copy));
        expanded = copy;
        return conflicts.isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of(conflicts.stream()
                        .map(conflict -> new Cause("FieldValueInvalid", conflict.field(), conflict.sentence()))
                        .toList()));
    }

    /** Returns the machine with both applied. */
    JsonNode expanded() {
        return Objects.requireNonNull(expanded);
    }

    /** Refuses a machine that lacks what its preference requires. */
    Optional<Verdict> requirements(VirtualMachineInstanceSpec sized) {
        return expansion
                .unmet(sized)
                .map(unmet -> Refusal.of(List.of(new Cause("FieldValueNotFound", unmet.field(), unmet.sentence()))));
    }

    /** Returns what was not found; the machine is kept, but cannot start. */
    List<String> problems() {
        return expansion.problems();
    }
}
