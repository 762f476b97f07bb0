package dev.slipway.nodeagent.relay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Why the relay does not do what it is asked; the words are those of KubeVirt's subresources. */
public sealed interface RelayProblem {
    /** Returns the HTTP code that the subresource shall give. */
    int code();

    /** Returns Kubernetes' word for the code. */
    String reason();

    /** Returns one sentence. */
    String message();

    /** Returns the problem as a {@code metav1.Status} in JSON. */
    default String status() {
        var status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Failure")
                .put("message", message())
                .put("reason", reason())
                .put("code", code())
                .toString();
    }

    /** No such instance on this node. */
    record NotFound(String namespace, String name) implements RelayProblem {
        @Override
        public int code() {
            return 404;
        }

        @Override
        public String reason() {
            return "NotFound";
        }

        @Override
        public String message() {
            return "virtualmachineinstance.kubevirt.io \"%s\" not found".formatted(name);
        }
    }

    /** The state of the guest does not allow it. */
    record Conflict(String message) implements RelayProblem {
        static final Conflict NOT_RUNNING = new Conflict("VMI is not running");
        static final Conflict NO_AGENT = new Conflict("VMI does not have guest agent connected");

        @Override
        public int code() {
            return 409;
        }

        @Override
        public String reason() {
            return "Conflict";
        }
    }

    /** The request makes no sense. */
    record Invalid(String message) implements RelayProblem {
        @Override
        public int code() {
            return 400;
        }

        @Override
        public String reason() {
            return "BadRequest";
        }
    }

    /** The request is understood, but what it names is not there any more. */
    record Unprocessable(String message) implements RelayProblem {
        @Override
        public int code() {
            return 422;
        }

        @Override
        public String reason() {
            return "Invalid";
        }
    }

    /** The launcher or the network failed. */
    record Failed(String message) implements RelayProblem {
        @Override
        public int code() {
            return 500;
        }

        @Override
        public String reason() {
            return "InternalError";
        }
    }

    /** Carries a problem out. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient RelayProblem problem;

        public Refused(RelayProblem problem) {
            super(problem.message());
            this.problem = problem;
        }

        /** Returns what is wrong. */
        public RelayProblem problem() {
            return problem;
        }
    }
}
