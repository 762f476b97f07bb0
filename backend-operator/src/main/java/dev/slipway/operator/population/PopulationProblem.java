package dev.slipway.operator.population;

import dev.slipway.operator.reconcile.ObjectKey;

/** Why a claim that names a source is not filled. Each may pass: the claim waits. */
sealed interface PopulationProblem {
    /** Returns the reason in annotation and event. */
    String reason();

    /** Returns one sentence: what happened, what it means, what to do. */
    String message();

    /** There is no source of that name. */
    record SourceMissing(String kind, ObjectKey source) implements PopulationProblem {
        @Override
        public String reason() {
            return "SourceNotFound";
        }

        @Override
        public String message() {
            return "spec.dataSourceRef names " + kind + " " + source
                    + ", which does not exist, so the claim stays empty; it is filled when there is one of that name.";
        }
    }

    /** The source is in another namespace. */
    record SourceElsewhere(String kind, ObjectKey source) implements PopulationProblem {
        @Override
        public String reason() {
            return "SourceNotAllowed";
        }

        @Override
        public String message() {
            return "spec.dataSourceRef names " + kind + " " + source
                    + " of another namespace, so the claim stays empty; make a new claim that leaves"
                    + " spec.dataSourceRef.namespace out and names a source of its own namespace.";
        }
    }

    /** The group has no such source. */
    record KindUnknown(String kind) implements PopulationProblem {
        @Override
        public String reason() {
            return "SourceNotSupported";
        }

        @Override
        public String message() {
            return "spec.dataSourceRef names the kind \"" + kind
                    + "\" of cdi.kubevirt.io, from which no claim can be filled;"
                    + " make a new claim that names a VolumeImportSource, VolumeUploadSource or VolumeCloneSource.";
        }
    }

    /** The source does not say where the content comes from. */
    record SourceEmpty(String kind, ObjectKey source) implements PopulationProblem {
        @Override
        public String reason() {
            return "SourceNotValid";
        }

        @Override
        public String message() {
            return "spec.source of " + kind + " " + source
                    + " is missing, so the claim stays empty; delete the source and make one that has it.";
        }
    }

    /** A clone of something else than a claim. */
    record CloneUnsupported(ObjectKey source, String kind) implements PopulationProblem {
        @Override
        public String reason() {
            return "SourceNotSupported";
        }

        @Override
        public String message() {
            return "spec.source.kind of VolumeCloneSource " + source + " is \"" + kind
                    + "\", which is not supported, so the claim stays empty; name a PersistentVolumeClaim or VolumeSnapshot.";
        }
    }

    /** The API server refused the DataVolume that fills the second claim. */
    record PrimeRefused(String cause) implements PopulationProblem {
        @Override
        public String reason() {
            return "ErrCreatingPVCPrime";
        }

        @Override
        public String message() {
            return "The DataVolume that fills the claim was refused: " + cause;
        }
    }
}
