package dev.slipway.operator.vmi;

/** Why an instance does not get on. */
sealed interface VmiProblem {
    /** Returns the reason in condition and event, KubeVirt's where it has one. */
    String reason();

    /** Returns one sentence: what happened, what it means, what to do. */
    String message();

    /** Returns whether the condition Synchronized tells it; what only takes time is told by DataVolumesReady. */
    default boolean isError() {
        return true;
    }

    /** A claim that the instance uses does not exist. */
    record ClaimMissing(String namespace, String name) implements VmiProblem {
        @Override
        public String reason() {
            return "FailedPvcNotFound";
        }

        @Override
        public String message() {
            return "PVC " + namespace + "/" + name + " does not exist, waiting for it to appear";
        }
    }

    /** Somebody copies the claim: what the guest would write meanwhile would tear the copy. */
    record ClaimBeingCopied(String namespace, String name, String pod) implements VmiProblem {
        @Override
        public String reason() {
            return "ClaimBeingCopied";
        }

        @Override
        public String message() {
            return "Pod " + namespace + "/" + pod + " copies PVC " + name
                    + ", and a guest that wrote to it would tear the copy; the virtual machine starts when the copy is"
                    + " done.";
        }
    }

    /** A DataVolume that the instance uses is not filled yet. */
    record DataVolumeFilling(String name) implements VmiProblem {
        @Override
        public String reason() {
            return "NotAllDVsReady";
        }

        @Override
        public String message() {
            return "DataVolume " + name + " is not filled yet; the virtual machine starts when it is.";
        }

        @Override
        public boolean isError() {
            return false;
        }
    }

    /** A DataVolume that the instance uses failed for good. */
    record DataVolumeFailed(String name, String cause) implements VmiProblem {
        @Override
        public String reason() {
            return "FailedDataVolumeImport";
        }

        @Override
        public String message() {
            return "DataVolume " + name + " failed, so the virtual machine cannot start: " + cause
                    + " Correct its source and make the DataVolume again.";
        }
    }

    /** The API server refused the launcher's Pod. */
    record PodRefused(String cause) implements VmiProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String message() {
            return "The virtual machine does not start, because its Pod was refused: " + cause;
        }
    }

    /** The installation does not allow what the instance asks for. */
    record NotPermitted(String cause) implements VmiProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String message() {
            return "The virtual machine does not start. " + cause;
        }
    }

    /** A kubelet cannot start a container of the launcher's Pod. */
    record ContainerStuck(String reason, String cause) implements VmiProblem {
        @Override
        public String message() {
            return "The node cannot start the launcher: " + cause;
        }
    }
}
