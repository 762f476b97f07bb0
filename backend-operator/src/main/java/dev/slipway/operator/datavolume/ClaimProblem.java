package dev.slipway.operator.datavolume;

/** What is wrong with the claim that a DataVolume fills. */
sealed interface ClaimProblem extends DataVolumeProblem {
    /** What the claim holds is in use, so that to fill it would tear it. */
    record ClaimInUse(String claim, String pod) implements ClaimProblem {
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

    /** An archive would have to be unpacked into a device. */
    record ArchiveInBlock() implements ClaimProblem {
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

    /** Neither form of claim is given, or it has no size. */
    record SizeMissing(String field) implements ClaimProblem {
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
    record ClaimForeign(String name) implements ClaimProblem {
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
    record ClaimGoing(String name) implements ClaimProblem {
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
    record ClaimRefused(String cause) implements ClaimProblem {
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
}
