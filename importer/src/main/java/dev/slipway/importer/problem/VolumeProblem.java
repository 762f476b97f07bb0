package dev.slipway.importer.problem;

/** What is wrong with the volume that is filled: it has no room, or cannot be written. */
public sealed interface VolumeProblem extends ImportProblem {
    /** The disk in the image is larger than the volume. */
    record VirtualSizeTooLarge(Bytes virtual, Bytes volume) implements VolumeProblem {
        @Override
        public String code() {
            return "VIRTUAL_SIZE_TOO_LARGE";
        }

        @Override
        public String sentence() {
            return "The disk in the image has " + virtual + ", more than the volume's " + volume
                    + "; ask for a volume of at least " + virtual.count() + " bytes.";
        }
    }

    /** The volume has no room left. */
    record NoSpace(String volume, Bytes size) implements VolumeProblem {
        @Override
        public String code() {
            return "NO_SPACE";
        }

        @Override
        public String sentence() {
            return "The storage behind " + volume + " is full before all of its " + size
                    + " are written; free space there, or use another storage class.";
        }

        @Override
        public boolean retry() {
            return true;
        }
    }

    /** The volume cannot be written. */
    record VolumeUnusable(String volume, String detail) implements VolumeProblem {
        @Override
        public String code() {
            return "VOLUME_UNUSABLE";
        }

        @Override
        public String sentence() {
            return "The volume " + volume + " cannot be written: " + detail + "; check the storage of the claim.";
        }

        @Override
        public boolean retry() {
            return true;
        }
    }

    /** More bytes are sent than the volume can take. */
    record UploadTooLarge(Bytes sent, Bytes volume) implements VolumeProblem {
        @Override
        public String code() {
            return "UPLOAD_TOO_LARGE";
        }

        @Override
        public String sentence() {
            return "The upload has " + sent + " or more, but the volume only " + volume
                    + "; create a larger volume and upload to that.";
        }
    }
}
