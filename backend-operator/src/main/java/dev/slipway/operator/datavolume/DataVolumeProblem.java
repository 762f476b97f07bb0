package dev.slipway.operator.datavolume;

import dev.slipway.operator.reconcile.ObjectKey;
import java.util.Optional;

/** Why a DataVolume is not filled. */
sealed interface DataVolumeProblem {
    /** Returns the reason in condition and event. */
    String reason();

    /** Returns one sentence: what happened, what it means, what to do. */
    String message();

    /** Returns whether it can end well without the DataVolume being changed. */
    default boolean isPassing() {
        return false;
    }

    /** The source is none that Slipway reads. */
    record SourceUnsupported(String source) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "SourceNotSupported";
        }

        @Override
        public String message() {
            return source + " is not supported yet, so the DataVolume stays empty; use spec.source.http, "
                    + "spec.source.s3, spec.source.gcs, spec.source.registry, spec.source.upload, spec.source.pvc, "
                    + "spec.source.snapshot or spec.source.blank.";
        }
    }

    /** The image of a registry is named in a way that Slipway does not follow. */
    record RegistryUnsupported(String field, String found, String wayOut) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "SourceNotSupported";
        }

        @Override
        public String message() {
            return "spec.source.registry." + field + " is \"" + found
                    + "\", which is not supported, so the DataVolume stays empty; " + wayOut + ".";
        }
    }

    /** The reference is to something else than a DataSource. */
    record ReferenceUnsupported(String kind) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "SourceNotSupported";
        }

        @Override
        public String message() {
            return "spec.sourceRef.kind is \"" + kind
                    + "\", so the DataVolume stays empty; DataSource is the only kind that can be named.";
        }
    }

    /**
     * The DataSource leads nowhere; it may yet be corrected.
     *
     * @param reason the reason of its condition
     * @param message the sentence of its condition
     */
    record ReferenceBroken(String reason, String message) implements DataVolumeProblem {
        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** The claim to clone does not exist. */
    record CloneWithoutSource(ObjectKey source) implements DataVolumeProblem {
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
    record SnapshotMissing(ObjectKey snapshot) implements DataVolumeProblem {
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
    record SnapshotNotReady(ObjectKey snapshot, Optional<String> cause) implements DataVolumeProblem {
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
    record SnapshotUnusable(ObjectKey snapshot) implements DataVolumeProblem {
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
    record SnapshotTooLarge(ObjectKey snapshot, long disk, long asked) implements DataVolumeProblem {
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
    record CloneSourceNotFilled(ObjectKey source, Optional<String> cause) implements DataVolumeProblem {
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

    /**
     * What is fetched through a proxy waits for the certificates that it needs there.
     *
     * @param message the sentence
     */
    record ProxyAuthoritiesMissing(String message) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "ProxyAuthoritiesMissing";
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** What the claim holds is in use, so that to fill it would tear it. */
    record ClaimInUse(String claim, String pod) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "ClaimInUse";
        }

        @Override
        public String message() {
            return "Pod " + pod + " uses PVC " + claim
                    + ", which is therefore not overwritten; it is filled when the Pod is gone: stop the virtual machine.";
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** Somebody may write to the claim to clone. */
    record CloneSourceInUse(ObjectKey source, String pod) implements DataVolumeProblem {
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
    record CloneNotAllowed(ObjectKey source) implements DataVolumeProblem {
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
    record CloneTooSmall(ObjectKey source, long disk, long asked) implements DataVolumeProblem {
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
    record CloneSourceStarting(ObjectKey pod, String detail) implements DataVolumeProblem {
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

    /** An archive would have to be unpacked into a device. */
    record ArchiveInBlock() implements DataVolumeProblem {
        @Override
        public String reason() {
            return "ErrClaimNotValid";
        }

        @Override
        public String message() {
            return "ContentType Archive cannot have block volumeMode; ask for volumeMode Filesystem in a new DataVolume,"
                    + " into which its files are unpacked.";
        }
    }

    /** The content is none that this source is filled with. */
    record ContentUnsupported(String contentType) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "ContentTypeNotSupported";
        }

        @Override
        public String message() {
            return "spec.contentType is \"" + contentType
                    + "\", which this source cannot be filled with, so the DataVolume stays empty; use kubevirt, a disk image,"
                    + " or archive with spec.source.http or spec.source.upload.";
        }
    }

    /** Neither form of claim is given, or it has no size. */
    record SizeMissing(String field) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "ErrClaimNotValid";
        }

        @Override
        public String message() {
            return field + " is missing, so no claim can be made; give the size of the disk, for example 10Gi.";
        }
    }

    /** A claim of this name belongs to something else. */
    record ClaimForeign(String name) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "ErrResourceExists";
        }

        @Override
        public String message() {
            return "PVC " + name + " exists already and was not made for this DataVolume, so its data is left alone; "
                    + "use the PVC directly as a volume, or give the DataVolume another name.";
        }
    }

    /** Somebody deletes the claim while it is filled. */
    record ClaimGoing(String name) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "ErrResourceMarkedForDeletion";
        }

        @Override
        public String message() {
            return "Resource \"" + name + "\" marked for deletion; a new one is made and filled when it is gone.";
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** The API server refused the claim. */
    record ClaimRefused(String cause) implements DataVolumeProblem {
        @Override
        public String reason() {
            return cause.contains("exceeded quota") ? "ErrExceededQuota" : "ErrClaimNotValid";
        }

        @Override
        public String message() {
            return "The claim for the DataVolume was refused: " + cause;
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /** The API server refused the importer's Pod. */
    record PodRefused(String cause) implements DataVolumeProblem {
        @Override
        public String reason() {
            return cause.contains("exceeded quota") ? "ErrExceededQuota" : "ErrPodNotCreated";
        }

        @Override
        public String message() {
            return "The Pod that fills the DataVolume was refused: " + cause;
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    }

    /**
     * The importer said that it cannot do it.
     *
     * @param reason the importer's code
     * @param message the importer's sentence
     * @param isPassing whether another try may end well
     */
    record ImportFailed(String reason, String message, boolean isPassing) implements DataVolumeProblem {}

    /** Tries that might have ended well did not, too often. */
    record TriedTooOften(String reason, int tries, String last) implements DataVolumeProblem {
        @Override
        public String message() {
            return last + " (given up after " + tries
                    + " tries; delete the DataVolume and make it again to try once more)";
        }
    }
}
