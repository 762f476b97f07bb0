package dev.slipway.operator.datavolume;

/** Why a DataVolume is not filled. */
sealed interface DataVolumeProblem
        permits CloneProblem,
                ClaimProblem,
                DataVolumeProblem.SourceUnsupported,
                DataVolumeProblem.RegistryUnsupported,
                DataVolumeProblem.ReferenceUnsupported,
                DataVolumeProblem.ReferenceBroken,
                DataVolumeProblem.ProxyAuthoritiesMissing,
                DataVolumeProblem.ContentUnsupported,
                DataVolumeProblem.PodRefused,
                DataVolumeProblem.ImportFailed,
                DataVolumeProblem.TriedTooOften {
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
