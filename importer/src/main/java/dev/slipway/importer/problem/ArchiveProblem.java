package dev.slipway.importer.problem;

/** What is wrong with a tar archive that is unpacked. */
public sealed interface ArchiveProblem extends ImportProblem {
    /** A tar archive contradicts itself. */
    record ArchiveCorrupt(String detail) implements ArchiveProblem {
        @Override
        public String code() {
            return "ARCHIVE_CORRUPT";
        }

        @Override
        public String sentence() {
            return "The tar archive is damaged, or is none: " + detail
                    + "; check it with 'tar -t' and import a sound copy.";
        }
    }

    /** The content is no tar archive, where one was asked for. */
    record ArchiveExpected(String found) implements ArchiveProblem {
        @Override
        public String code() {
            return "ARCHIVE_EXPECTED";
        }

        @Override
        public String sentence() {
            return "The content is " + found + ", not the tar archive that contentType archive asks for;"
                    + " give a .tar file or a compressed one, or leave contentType out to import a disk.";
        }
    }

    /** An archive has something in it that is not put into volumes. */
    record ArchiveRefused(String entry, String reason) implements ArchiveProblem {
        @Override
        public String code() {
            return "ARCHIVE_REFUSED";
        }

        @Override
        public String sentence() {
            return "The archive has the entry " + Quoted.of(entry) + ", which " + reason
                    + ", so nothing of it was kept; make the archive anew without it.";
        }
    }

    /** The files of an archive are larger than the volume. */
    record ArchiveTooLarge(Bytes volume) implements ArchiveProblem {
        @Override
        public String code() {
            return "ARCHIVE_TOO_LARGE";
        }

        @Override
        public String sentence() {
            return "The files in the archive need more than the " + volume
                    + " that the volume has for them; ask for a larger volume.";
        }
    }
}
