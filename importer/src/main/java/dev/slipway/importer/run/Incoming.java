package dev.slipway.importer.run;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.stream.SegmentPool;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What is to be imported.
 *
 * @param url the source's URL, for sentences
 * @param fingerprint the source's URL without secrets, by which a finished import is known
 * @param checksum of the source's bytes as they come
 * @param opener connects to the source
 */
public record Incoming(String url, String fingerprint, Optional<Checksum> checksum, Opener opener) {
    /** Connects to the source; its segments come from the given pool. */
    @FunctionalInterface
    public interface Opener {
        /** Returns the open source. */
        Source open(SegmentPool pool) throws IOException, InterruptedException;
    }

    /** Names a source that comes without checksum. */
    public Incoming(String url, String fingerprint, Opener opener) {
        this(url, fingerprint, Optional.empty(), opener);
    }

    /** Refuses bytes that are not those that were promised; {@code digest} has hashed all of them, if any were. */
    void verify(Optional<MessageDigest> digest) throws ImportFailure {
        if (checksum.isPresent() && digest.isPresent()) {
            String found = Checksum.hex(digest.get());
            if (!found.equals(checksum.get().hex())) {
                throw new ImportFailure(new SourceProblem.ChecksumMismatch(
                        checksum.get().algorithm(), checksum.get().hex(), found));
            }
        }
    }
}
