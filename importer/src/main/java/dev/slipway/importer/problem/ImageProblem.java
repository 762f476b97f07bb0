package dev.slipway.importer.problem;

/** What is wrong with the content of a disk image. */
public sealed interface ImageProblem extends ImportProblem {
    /** The file ends before the image does. */
    record ImageTruncated(String what, Bytes found, Bytes needed) implements ImageProblem {
        @Override
        public String code() {
            return "IMAGE_TRUNCATED";
        }

        @Override
        public String sentence() {
            return "The image is truncated: " + what + " needs " + needed + " of the file, but it ends after " + found
                    + "; get a complete copy of the image and import that.";
        }
    }

    /** Compressed data ends before its end mark. */
    record StreamTruncated(String codec) implements ImageProblem {
        @Override
        public String code() {
            return "IMAGE_TRUNCATED";
        }

        @Override
        public String sentence() {
            return "The image is truncated: its " + codec
                    + " data ends before its end mark; get a complete copy of the file and import that.";
        }
    }

    /** Compressed data cannot be expanded. */
    record StreamCorrupt(String codec, String detail) implements ImageProblem {
        @Override
        public String code() {
            return "IMAGE_CORRUPT";
        }

        @Override
        public String sentence() {
            return "The " + codec + " data of the image is damaged (" + detail
                    + "); get a sound copy of the file and import that.";
        }
    }

    /** The image contradicts itself. */
    record ImageCorrupt(String format, String detail) implements ImageProblem {
        @Override
        public String code() {
            return "IMAGE_CORRUPT";
        }

        @Override
        public String sentence() {
            return "The " + format + " image is damaged: " + detail
                    + "; check it with 'qemu-img check' and import a sound copy.";
        }
    }

    /** The source delivers no byte. */
    record ImageEmpty() implements ImageProblem {
        @Override
        public String code() {
            return "IMAGE_EMPTY";
        }

        @Override
        public String sentence() {
            return "The image is empty: the source delivers 0 bytes; check the URL or the file.";
        }
    }

    /** The content is not what its name promises. */
    record FormatMismatch(String name, String promised, String found) implements ImageProblem {
        @Override
        public String code() {
            return "FORMAT_MISMATCH";
        }

        @Override
        public String sentence() {
            return "The image is not what it says: " + Quoted.of(name) + " promises " + promised
                    + ", but the content is " + found + "; correct the URL, or rename the file to what it is.";
        }
    }

    /** The content is recognised, and cannot be imported. */
    record FormatUnsupported(String found, String wayOut) implements ImageProblem {
        @Override
        public String code() {
            return "FORMAT_UNSUPPORTED";
        }

        @Override
        public String sentence() {
            return "The content is " + found + ", which cannot be imported; " + wayOut + ".";
        }
    }

    /** The image is only the difference to another one. */
    record BackingFileRefused(String format, String backing) implements ImageProblem {
        @Override
        public String code() {
            return "BACKING_FILE_REFUSED";
        }

        @Override
        public String sentence() {
            return "The " + format + " image depends on the backing file " + Quoted.of(backing)
                    + ", which is never followed; flatten it with 'qemu-img convert -O qcow2' and import the result.";
        }
    }

    /** The image keeps its data in other files. */
    record ExternalDataRefused(String format, String file) implements ImageProblem {
        @Override
        public String code() {
            return "EXTERNAL_DATA_REFUSED";
        }

        @Override
        public String sentence() {
            return "The " + format + " image keeps its data in the external file " + Quoted.of(file)
                    + ", which is never followed; convert it to one file with 'qemu-img convert -O qcow2' and import the result.";
        }
    }

    /** The image is encrypted. */
    record EncryptionRefused(String format) implements ImageProblem {
        @Override
        public String code() {
            return "ENCRYPTION_REFUSED";
        }

        @Override
        public String sentence() {
            return "The " + format
                    + " image is encrypted, and there is no key for it; decrypt it with 'qemu-img convert' and import the result.";
        }
    }

    /** The image uses something this reader does not know. */
    record FeatureUnsupported(String format, String feature) implements ImageProblem {
        @Override
        public String code() {
            return "FEATURE_UNSUPPORTED";
        }

        @Override
        public String sentence() {
            return "The " + format + " image uses " + feature
                    + ", which is not supported; write it anew with 'qemu-img convert -O qcow2' and import the result.";
        }
    }

    /** The tables of the image come too late for a source that can be read only once. */
    record LayoutNeedsRanges(String format) implements ImageProblem {
        @Override
        public String code() {
            return "LAYOUT_NEEDS_RANGES";
        }

        @Override
        public String sentence() {
            return "The " + format
                    + " image has its tables behind the data they describe, and this source can be read only"
                    + " front to back; write it anew with 'qemu-img convert -O qcow2', or serve it uncompressed from a server that"
                    + " supports range requests.";
        }
    }

    /** Compressed data expands beyond every bound. */
    record DecompressionBomb(String codec, Bytes limit) implements ImageProblem {
        @Override
        public String code() {
            return "DECOMPRESSION_BOMB";
        }

        @Override
        public String sentence() {
            return "The " + codec + " data expands to more than " + limit
                    + ", which is more than an image for this volume can have; ask for a larger volume if the image really is that large.";
        }
    }

    /** Compression inside compression inside compression. */
    record NestedTooDeep(String codec) implements ImageProblem {
        @Override
        public String code() {
            return "NESTED_TOO_DEEP";
        }

        @Override
        public String sentence() {
            return "The image is compressed more than twice (innermost found: " + codec
                    + "); unpack it once before the import.";
        }
    }
}
