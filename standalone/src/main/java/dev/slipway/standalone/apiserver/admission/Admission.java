package dev.slipway.standalone.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.List;
import java.util.Optional;

/** Looks at every write of a client before it is stored; mutating and validating webhooks in one. */
@FunctionalInterface
public interface Admission {
    /** Lets everything pass as it is. */
    Admission NONE =
            review -> new Verdict.Allowed(review.object().orElseGet(review.oldObject()::orElseThrow), List.of());

    Verdict review(Review review);

    /** What a client wants to do to an object. */
    enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    /**
     * One write to be judged.
     *
     * @param apiVersion of the request
     * @param subresource may be empty
     * @param namespace may be empty
     * @param object as it would be stored, defaults of its schema filled in; a copy. Absent for a deletion.
     * @param oldObject as it is stored now; a copy. Absent for a creation.
     */
    record Review(
            Operation operation,
            GroupResource resource,
            String apiVersion,
            String kind,
            String subresource,
            String namespace,
            String name,
            Caller caller,
            Optional<ObjectNode> object,
            Optional<ObjectNode> oldObject,
            boolean dryRun) {
        /** Returns the same write of another object. */
        public Review with(ObjectNode changed) {
            return new Review(
                    operation,
                    resource,
                    apiVersion,
                    kind,
                    subresource,
                    namespace,
                    name,
                    caller,
                    Optional.of(changed),
                    oldObject,
                    dryRun);
        }
    }

    /** The judgement. */
    sealed interface Verdict {
        /**
         * @param object what is to be stored, perhaps changed
         * @param warnings for the client, one sentence each
         */
        record Allowed(ObjectNode object, List<String> warnings) implements Verdict {}

        /**
         * @param code HTTP status, e.g. 422
         * @param reason may be empty
         * @param completed the object as far as it was completed, whose schema is looked at before these causes are told;
         *     absent if the write was refused before
         * @param warnings for the client, one sentence each
         * @param details what the refusal names besides the causes; absent: nothing
         */
        record Denied(
                int code,
                String reason,
                String message,
                List<Cause> causes,
                Optional<ObjectNode> completed,
                List<String> warnings,
                Optional<Problem.Details> details)
                implements Verdict {
            public Denied(int code, String reason, String message, List<Cause> causes, Optional<ObjectNode> completed) {
                this(code, reason, message, causes, completed, List.of(), Optional.empty());
            }

            public Denied(int code, String reason, String message, List<Cause> causes) {
                this(code, reason, message, causes, Optional.empty());
            }

            /** A refusal that is told as it is. */
            public static Denied of(Problem problem) {
                return new Denied(
                        problem.code(),
                        problem.reason(),
                        problem.message(),
                        problem.details().causes(),
                        Optional.empty(),
                        List.of(),
                        Optional.of(problem.details()));
            }

            /** Returns the same judgement with what else is to be said. */
            public Denied with(List<String> more) {
                return new Denied(code, reason, message, causes, completed, more, details);
            }
        }
    }
}
