package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.Optional;

/** Refuses roles and bindings that grant more than their writer holds, after another admission has let them pass. */
final class EscalationAdmission implements Admission {
    private final Admission next;
    private final Escalation escalation;

    EscalationAdmission(Admission next, Escalation escalation) {
        this.next = next;
        this.escalation = escalation;
    }

    @Override
    public Verdict review(Review review) {
        Verdict verdict = next.review(review);
        if (!(verdict instanceof Verdict.Allowed allowed) || review.operation() == Operation.DELETE) {
            return verdict;
        }
        Optional<Problem> problem = escalation.check(review.caller(), review.resource(), allowed.object());
        return problem.isPresent() ? Verdict.Denied.of(problem.get()) : verdict;
    }
}
