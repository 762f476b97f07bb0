package dev.slipway.operator.pool;

import java.util.Optional;

/** Why a pool is not as it shall be. */
sealed interface PoolProblem {
    /** Returns the reason in the condition, and in the event that comes with it, KubeVirt's. */
    String reason();

    /** Returns the reason of the event that tells of each try, KubeVirt's; nothing if there was none. */
    Optional<String> attempt();

    /** Returns one sentence: what happened, what it means, what to do. */
    String message();

    /** The API server refused a machine. */
    record MachineRefused(String name, String cause) implements PoolProblem {
        @Override
        public String reason() {
            return "FailedScaleOut";
        }

        @Override
        public Optional<String> attempt() {
            return Optional.of("FailedCreate");
        }

        @Override
        public String message() {
            return "The pool has fewer machines than spec.replicas asks for, because \"" + name + "\" was refused: "
                    + cause;
        }
    }

    /** The API server refused a deletion. */
    record DeletionRefused(String name, String cause) implements PoolProblem {
        @Override
        public String reason() {
            return "FailedScaleIn";
        }

        @Override
        public Optional<String> attempt() {
            return Optional.of("FailedDelete");
        }

        @Override
        public String message() {
            return "Machine \"" + name + "\" is one too many, but its deletion was refused: " + cause;
        }
    }

    /** More machines are to go than the policy allows. */
    record TooFewSelected(int surplus, int selected) implements PoolProblem {
        @Override
        public String reason() {
            return "FailedScaleIn";
        }

        @Override
        public Optional<String> attempt() {
            return Optional.empty();
        }

        @Override
        public String message() {
            return surplus
                    + " machines are too many, but spec.scaleInStrategy.proactive.selectionPolicy.selectors allows only "
                    + selected + " of them to be deleted; widen the selectors, or delete machines yourself.";
        }
    }

    /** The API server refused a change, or what it takes to bring one about. */
    record UpdateRefused(String name, String cause) implements PoolProblem {
        @Override
        public String reason() {
            return "FailedUpdate";
        }

        @Override
        public Optional<String> attempt() {
            return Optional.of("FailedUpdate");
        }

        @Override
        public String message() {
            return "Machine \"" + name
                    + "\" is not as spec.virtualMachineTemplate says, because its update was refused: " + cause;
        }
    }
}
