package dev.slipway.importer.problem;

/** What is wrong with a container image that a disk is taken from. */
public sealed interface RegistryProblem extends ImportProblem {
    /** The registry sent other bytes than the image's manifest names. */
    record LayerCorrupt(String image, String digest, String found) implements RegistryProblem {
        @Override
        public String code() {
            return "LAYER_CORRUPT";
        }

        @Override
        public String sentence() {
            return "The registry sent other bytes for a part of the image " + Quoted.of(image)
                    + " than its manifest names (" + found + " for " + digest
                    + "); the import starts anew, push the image again if that does not help.";
        }

        @Override
        public boolean retry() {
            return true;
        }
    }

    /** A registry answers with something that is no manifest. */
    record ManifestInvalid(String image, String detail) implements RegistryProblem {
        @Override
        public String code() {
            return "MANIFEST_INVALID";
        }

        @Override
        public String sentence() {
            return "What the registry says of the image " + Quoted.of(image) + " cannot be read (" + detail
                    + "); name an image that is stored with an OCI manifest or Docker's of schema 2.";
        }
    }

    /** A list of images has none for this architecture. */
    record ArchitectureMissing(String image, String architecture, String offered) implements RegistryProblem {
        @Override
        public String code() {
            return "ARCHITECTURE_MISSING";
        }

        @Override
        public String sentence() {
            return "The image " + Quoted.of(image) + " is not there for the architecture " + Quoted.of(architecture)
                    + ", only for " + offered + "; name one of those in source.registry.platform.architecture.";
        }
    }

    /** An image holds no disk. */
    record ImageWithoutDisk(String image) implements RegistryProblem {
        @Override
        public String code() {
            return "IMAGE_WITHOUT_DISK";
        }

        @Override
        public String sentence() {
            return "There is no disk in the container image " + Quoted.of(image)
                    + ": it has no file in its folder /disk; name an image that was made as a containerDisk.";
        }
    }
}
