package dev.slipway.operator.datavolume;

import dev.slipway.operator.reconcile.ObjectKey;
import java.util.Optional;

/** Why a DataVolume does not get the disk of a claim or snapshot. */
sealed interface CloneProblem extends DataVolumeProblem {
    /** The claim to clone does not exist. */
    record CloneWithoutSource(ObjectKey source) implements CloneProblem {
        @Override
        public String reason() {
            return "CloneWithoutSource";
        }

        @Override
        public String message() {
            return "The source PVC " + source
                    + " does not exist; the clone begins when it does, or name another in a new DataVolume.";
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** The snapshot to restore does not exist. */
    record SnapshotMissing(ObjectKey snapshot) implements CloneProblem {
        @Override
        public String reason() {
            return "CloneWithoutSource";
        }

        @Override
        public String message() {
            return "The source snapshot " + snapshot
                    + " does not exist; the clone begins when it does, or name another in a new DataVolume.";
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /**
     * The snapshot cannot be restored yet.
     *
     * @param cause what its storage says, if it cannot take it
     */
    record SnapshotNotReady(ObjectKey snapshot, Optional<String> cause) implements CloneProblem {
        @Override
        public String reason() {
            return "SnapshotNotReady";
        }

        @Override
        public String message() {
            return "The source snapshot " + snapshot
                    + cause.map(why -> " is in error: " + why).orElse(" is not ready yet")
                    + (cause.isPresent()
                            ? "; the clone begins if its storage can take it after all."
                            : "; the clone begins when its storage has taken it.");
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** The snapshot has to be copied, and no storage can restore it. */
    record SnapshotUnusable(ObjectKey snapshot) implements CloneProblem {
        @Override
        public String reason() {
            return "CloneValidationFailed";
        }

        @Override
        public String message() {
            return "No storage class has the driver of the source snapshot " + snapshot
                    + ", so nothing can be restored from it; make a storage class of that driver.";
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** The DataVolume is smaller than what the snapshot holds. */
    record SnapshotTooLarge(ObjectKey snapshot, long disk, long asked) implements CloneProblem {
        @Override
        public String reason() {
            return "CloneValidationFailed";
        }

        @Override
        public String message() {
            return "The disk of snapshot " + snapshot + " has " + disk + " bytes, more than the " + asked
                    + " bytes of this DataVolume; ask for at least " + disk
                    + " in spec.storage.resources.requests.storage of a new DataVolume, or leave the size out.";
        }
    }

    /**
     * The claim to clone has no disk yet.
     *
     * @param cause why it will have none, if that is known
     */
    record CloneSourceNotFilled(ObjectKey source, Optional<String> cause) implements CloneProblem {
        @Override
        public String reason() {
            return "ImportPVCNotReady";
        }

        @Override
        public String message() {
            return cause.map(why -> "The source PVC " + source + " has no disk, because its DataVolume failed: " + why)
                    .orElseGet(() ->
                            "The source PVC " + source + " is still being filled; the clone begins when that is done.");
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** Somebody may write to the claim to clone. */
    record CloneSourceInUse(ObjectKey source, String pod) implements CloneProblem {
        @Override
        public String reason() {
            return "CloneSourceInUse";
        }

        @Override
        public String message() {
            return "Pod " + source.namespace() + "/" + pod + " uses PVC " + source.name()
                    + ", so a clone would be torn; it begins when the Pod is gone: stop the virtual machine.";
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** Who wrote the DataVolume was not allowed to clone from there. */
    record CloneNotAllowed(ObjectKey source) implements CloneProblem {
        @Override
        public String reason() {
            return "CloneNotAllowed";
        }

        @Override
        public String message() {
            return "Who made this DataVolume had no right to clone " + source
                    + " when making it; with the right to create datavolumes/source in namespace " + source.namespace()
                    + ", delete the DataVolume and make it again.";
        }
    }

    /** The clone is smaller than its source. */
    record CloneTooSmall(ObjectKey source, long disk, long asked) implements CloneProblem {
        @Override
        public String reason() {
            return "CloneValidationFailed";
        }

        @Override
        public String message() {
            return "The disk of PVC " + source + " has " + disk + " bytes, more than the " + asked
                    + " bytes of this DataVolume; ask for at least " + disk
                    + " in spec.storage.resources.requests.storage of a new DataVolume, or leave the size out.";
        }
    }

    /** The Pod that serves the source to another namespace is not ready yet. */
    record CloneSourceStarting(ObjectKey pod, String detail) implements CloneProblem {
        @Override
        public String reason() {
            return "CloneSourceStarting";
        }

        @Override
        public String message() {
            return "Pod " + pod + ", which serves the source to this namespace, is not ready yet"
                    + (detail.isEmpty() ? "." : ": " + detail);
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }
}
