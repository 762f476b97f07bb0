package dev.slipway.importer.problem;

/** What is wrong with where the bytes come from: a server, a proxy, a client that sends, a claim that is cloned. */
public sealed interface SourceProblem extends ImportProblem {
    /** The proxy of the cluster does not let us through. */
    record ProxyRefused(String proxy, String url, int status) implements SourceProblem {
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

    /** The end of the file cannot be told from a cut. */
    record LengthUnknown(String url) implements SourceProblem {
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

    /** The bytes are not those that were promised. */
    record ChecksumMismatch(String algorithm, String expected, String found) implements SourceProblem {
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
    record RedirectRefused(String from, String to, String reason) implements SourceProblem {
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
    record AddressRefused(String url, String reason) implements SourceProblem {
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
    record NotFound(String url, int status) implements SourceProblem {
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
    record Unauthorized(String url, int status, boolean sent) implements SourceProblem {
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
    record HttpRefused(String url, int status) implements SourceProblem {
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
    record SourceUnavailable(String url, String detail) implements SourceProblem {
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
    record CertificateRefused(String url, String detail) implements SourceProblem {
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
    record ProtocolViolation(String url, String detail) implements SourceProblem {
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
    record SourceChanged(String url, String detail) implements SourceProblem {
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

    /** The client went away in the middle. */
    record UploadCut(Bytes received) implements SourceProblem {
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
    record SourceWithoutDisk(String claim) implements SourceProblem {
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
    record SourceInUse(String claim) implements SourceProblem {
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
}
