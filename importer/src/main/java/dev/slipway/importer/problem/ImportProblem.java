package dev.slipway.importer.problem;

/**
 * Why a volume could not be filled.
 *
 * <p>Each case says in one sentence what happened, what it means and what to do. {@link #retry()} tells whether the same
 * request may succeed later without anybody changing it.
 */
public sealed interface ImportProblem
        permits SourceProblem,
                RegistryProblem,
                ImageProblem,
                ArchiveProblem,
                VolumeProblem,
                ImportProblem.RequestInvalid,
                ImportProblem.Internal {
    /** Returns the stable code, in upper case. */
    String code();

    /** Returns one sentence for people. */
    String sentence();

    /** Returns whether trying again unchanged may help. */
    default boolean retry() {
        return false;
    }

    /** The request itself cannot be understood. */
    record RequestInvalid(String field, String found, String wayOut) implements ImportProblem {
        @Override
        public String code() {
            return "REQUEST_INVALID";
        }

        @Override
        public String sentence() {
            return "The import request cannot be used: " + field + " is " + Quoted.of(found) + "; " + wayOut + ".";
        }
    }

    /** A defect of the importer. */
    record Internal(String detail) implements ImportProblem {
        @Override
        public String code() {
            return "INTERNAL";
        }

        @Override
        public String sentence() {
            return "The importer failed by a defect of its own (" + detail
                    + "); please report it with the log of this Pod.";
        }

        @Override
        public boolean retry() {
            return true;
        }
    }
}
