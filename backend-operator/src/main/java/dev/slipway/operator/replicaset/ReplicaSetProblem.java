package dev.slipway.operator.replicaset;

/** Why a replica set is not at its number. */
sealed interface ReplicaSetProblem {
    /** Returns the reason in the condition and the event, KubeVirt's. */
    String reason();

    /** Returns one sentence: what happened, what it means, what to do. */
    String message();

    /** The API server refused an instance. */
    record InstanceRefused(String cause) implements ReplicaSetProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String message() {
            return "Fewer instances run than spec.replicas asks for, because one was refused: " + cause;
        }
    }

    /** The API server refused a deletion. */
    record DeletionRefused(String name, String cause) implements ReplicaSetProblem {
        @Override
        public String reason() {
            return "FailedDelete";
        }

        @Override
        public String message() {
            return "Instance \"" + name + "\" is one too many, but its deletion was refused: " + cause;
        }
    }
}
