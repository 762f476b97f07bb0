package dev.slipway.importer.problem;

/**
 * Why a volume could not be filled.
 *
 * <p>Each case says in one sentence what happened, what it means and what to do. {@link #retry()} tells whether the same
 * request may succeed later without anybody changing it.
 */
public sealed interface ImportProblem {
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

    /** The proxy of the cluster does not let us through. */
    record ProxyRefused(String proxy, String url, int status) implements ImportProblem {
        @Override
        public String code() {
            return "PROXY_REFUSED";
        }

        @Override
        public String sentence() {
            return "The proxy " + proxy + " refuses to fetch " + Quoted.of(url) + " (status " + status + "); "
                    + (status == 407
                            ? "write user and password into its address in importProxy of CDIConfig config, as in"
                                    + " http://user:password@proxy:3128."
                            : "allow the host there, or add it to importProxy.noProxy of CDIConfig config.");
        }
    }

    /** The file ends before the image does. */
    record ImageTruncated(String what, Bytes found, Bytes needed) implements ImportProblem {
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
    record StreamTruncated(String codec) implements ImportProblem {
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
    record StreamCorrupt(String codec, String detail) implements ImportProblem {
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

    /** The end of the file cannot be told from a cut. */
    record LengthUnknown(String url) implements ImportProblem {
        @Override
        public String code() {
            return "LENGTH_UNKNOWN";
        }

        @Override
        public String sentence() {
            return "The server behind " + Quoted.of(url)
                    + " does not say how long the raw image is, so a cut-off download would look"
                    + " complete; give its checksum, or use a server that sends Content-Length.";
        }
    }

    /** The image contradicts itself. */
    record ImageCorrupt(String format, String detail) implements ImportProblem {
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
    record ImageEmpty() implements ImportProblem {
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
    record FormatMismatch(String name, String promised, String found) implements ImportProblem {
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
    record FormatUnsupported(String found, String wayOut) implements ImportProblem {
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
    record BackingFileRefused(String format, String backing) implements ImportProblem {
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
    record ExternalDataRefused(String format, String file) implements ImportProblem {
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
    record EncryptionRefused(String format) implements ImportProblem {
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
    record FeatureUnsupported(String format, String feature) implements ImportProblem {
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
    record LayoutNeedsRanges(String format) implements ImportProblem {
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

    /** The disk in the image is larger than the volume. */
    record VirtualSizeTooLarge(Bytes virtual, Bytes volume) implements ImportProblem {
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

    /** Compressed data expands beyond every bound. */
    record DecompressionBomb(String codec, Bytes limit) implements ImportProblem {
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
    record NestedTooDeep(String codec) implements ImportProblem {
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

    /** The bytes are not those that were promised. */
    record ChecksumMismatch(String algorithm, String expected, String found) implements ImportProblem {
        @Override
        public String code() {
            return "CHECKSUM_MISMATCH";
        }

        @Override
        public String sentence() {
            return "The " + algorithm + " checksum of the downloaded file is " + found + ", not " + expected
                    + " as the request says; the file differs from what was meant: correct the checksum or the URL.";
        }
    }

    /** A redirect, or a registry's word on where to ask for a token, leads where none may lead. */
    record RedirectRefused(String from, String to, String reason) implements ImportProblem {
        @Override
        public String code() {
            return "REDIRECT_REFUSED";
        }

        @Override
        public String sentence() {
            return "The server behind " + Quoted.of(from) + " leads to " + Quoted.of(to) + ", which " + reason
                    + "; use the URL of the image itself.";
        }
    }

    /** The URL points to a place that imports may not read. */
    record AddressRefused(String url, String reason) implements ImportProblem {
        @Override
        public String code() {
            return "ADDRESS_REFUSED";
        }

        @Override
        public String sentence() {
            return "The URL " + Quoted.of(url) + " " + reason
                    + "; serve the image from an address that the cluster may reach.";
        }
    }

    /** The server does not have the image. */
    record NotFound(String url, int status) implements ImportProblem {
        @Override
        public String code() {
            return "NOT_FOUND";
        }

        @Override
        public String sentence() {
            return "There is no image at " + Quoted.of(url) + ": the server answers " + status + "; correct the URL.";
        }
    }

    /** The server wants other credentials. */
    record Unauthorized(String url, int status, boolean sent) implements ImportProblem {
        @Override
        public String code() {
            return "UNAUTHORIZED";
        }

        @Override
        public String sentence() {
            return "The server refuses access to " + Quoted.of(url) + " (" + status + "): "
                    + (sent ? "the credentials in the Secret are wrong or not enough" : "no credentials were given")
                    + "; name a Secret that may read it (accessKeyId and secretKey, for gcs credentials.json).";
        }
    }

    /** The server answers with an error that repeating cannot cure. */
    record HttpRefused(String url, int status) implements ImportProblem {
        @Override
        public String code() {
            return "HTTP_REFUSED";
        }

        @Override
        public String sentence() {
            return "The server answers " + status + " for " + Quoted.of(url)
                    + ", so there is nothing to import; check the URL and the server.";
        }
    }

    /** The server cannot be reached, breaks off, or answers with a passing error, and went on doing so. */
    record SourceUnavailable(String url, String detail) implements ImportProblem {
        @Override
        public String code() {
            return "SOURCE_UNAVAILABLE";
        }

        @Override
        public String sentence() {
            return "The image at " + Quoted.of(url) + " cannot be read at present: " + detail
                    + "; the import is tried again and continues where it stopped.";
        }

        @Override
        public boolean retry() {
            return true;
        }
    }

    /** The server's certificate is not trusted. */
    record CertificateRefused(String url, String detail) implements ImportProblem {
        @Override
        public String code() {
            return "CERTIFICATE_REFUSED";
        }

        @Override
        public String sentence() {
            return "The certificate of " + Quoted.of(url) + " is not trusted (" + detail
                    + "); name a ConfigMap with the certificate of its authority in certConfigMap.";
        }
    }

    /** The server does not speak HTTP/1.1 as the standard has it. */
    record ProtocolViolation(String url, String detail) implements ImportProblem {
        @Override
        public String code() {
            return "PROTOCOL_VIOLATION";
        }

        @Override
        public String sentence() {
            return "The server behind " + Quoted.of(url) + " does not keep to HTTP: " + detail
                    + "; check what listens there.";
        }
    }

    /** The file on the server is no longer the one the import began with. */
    record SourceChanged(String url, String detail) implements ImportProblem {
        @Override
        public String code() {
            return "SOURCE_CHANGED";
        }

        @Override
        public String sentence() {
            return "The image at " + Quoted.of(url) + " changed during the import (" + detail
                    + "); the import starts anew.";
        }

        @Override
        public boolean retry() {
            return true;
        }
    }

    /** The volume has no room left. */
    record NoSpace(String volume, Bytes size) implements ImportProblem {
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
    record VolumeUnusable(String volume, String detail) implements ImportProblem {
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
    record UploadTooLarge(Bytes sent, Bytes volume) implements ImportProblem {
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

    /** The client went away in the middle. */
    record UploadCut(Bytes received) implements ImportProblem {
        @Override
        public String code() {
            return "UPLOAD_CUT";
        }

        @Override
        public String sentence() {
            return "The upload ended early, after " + received + "; send it again, or continue it with Upload-Offset.";
        }

        @Override
        public boolean retry() {
            return true;
        }
    }

    /** The claim that is to be cloned holds no disk. */
    record SourceWithoutDisk(String claim) implements ImportProblem {
        @Override
        public String code() {
            return "SOURCE_WITHOUT_DISK";
        }

        @Override
        public String sentence() {
            return "There is no disk to clone in the claim " + Quoted.of(claim)
                    + ": it has no file disk.img; name a claim that was filled by a DataVolume or used by a virtual machine.";
        }
    }

    /** The disk was written to while it was cloned. */
    record SourceInUse(String claim) implements ImportProblem {
        @Override
        public String code() {
            return "SOURCE_IN_USE";
        }

        @Override
        public String sentence() {
            return "The disk in the claim " + Quoted.of(claim)
                    + " was written to while it was cloned, so the clone would be torn; the clone starts anew,"
                    + " stop the virtual machine that uses the disk.";
        }

        @Override
        public boolean retry() {
            return true;
        }
    }

    /** A tar archive contradicts itself. */
    record ArchiveCorrupt(String detail) implements ImportProblem {
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
    record ArchiveExpected(String found) implements ImportProblem {
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
    record ArchiveRefused(String entry, String reason) implements ImportProblem {
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
    record ArchiveTooLarge(Bytes volume) implements ImportProblem {
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

    /** The registry sent other bytes than the image's manifest names. */
    record LayerCorrupt(String image, String digest, String found) implements ImportProblem {
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
    record ManifestInvalid(String image, String detail) implements ImportProblem {
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
    record ArchitectureMissing(String image, String architecture, String offered) implements ImportProblem {
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
    record ImageWithoutDisk(String image) implements ImportProblem {
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
