package dev.slipway.operator.datavolume;

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
                    + "spec.source.upload or spec.source.blank.";
        }
    }

    /** The content is not a disk. */
    record ContentUnsupported(String contentType) implements DataVolumeProblem {
        @Override
        public String reason() {
            return "ContentTypeNotSupported";
        }

        @Override
        public String message() {
            return "spec.contentType is \"" + contentType
                    + "\", which is not supported yet, so the DataVolume stays empty; use kubevirt, a disk image.";
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
