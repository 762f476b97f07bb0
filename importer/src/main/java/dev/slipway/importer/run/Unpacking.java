package dev.slipway.importer.run;

import dev.slipway.importer.format.ImageFormat;
import dev.slipway.importer.problem.ArchiveProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.FeedInputStream;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.tar.TarEntries;
import dev.slipway.importer.tar.TarEntry;
import dev.slipway.importer.volume.FileTree;
import dev.slipway.importer.volume.Ledger;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Brings the files in the archive of one source onto one volume. It begins anew each time: what an earlier run, or anybody
 * else, left there goes first, and what was unpacked of an archive that is refused goes again.
 */
final class Unpacking {
    private static final int SEGMENTS = 16;
    private static final int MOST_CHANGES = 3;
    private static final int COPY_BYTES = 256 << 10;

    private final FileTree tree;
    private final Incoming incoming;
    private final Reporter reporter;

    Unpacking(FileTree tree, Incoming incoming, Reporter reporter) {
        this.tree = tree;
        this.incoming = incoming;
        this.reporter = reporter;
    }

    Termination.Succeeded run() throws IOException, InterruptedException {
        for (int changes = 1; ; changes++) {
            try {
                return once();
            } catch (ImportFailure e) {
                if (!(e.problem() instanceof SourceProblem.SourceChanged) || changes == MOST_CHANGES) {
                    throw e;
                }
            }
        }
    }

    private Termination.Succeeded once() throws IOException, InterruptedException {
        Ledger ledger = new Ledger();
        Optional<MessageDigest> digest = incoming.checksum().map(Checksum::newDigest);
        try (Source source = incoming.opener().open(new SegmentPool(SEGMENTS, ledger::written));
                ImageStream stream = ImageStream.open(source, ledger, digest, tree.size())) {
            check(source, stream);
            tree.clear();
            try {
                return unpack(source, stream, digest);
            } catch (IOException | InterruptedException | RuntimeException e) {
                tree.clear();
                throw e;
            }
        }
    }

    /** Refuses what is no archive, and one whose end nobody knows. */
    private void check(Source source, ImageStream stream) throws ImportFailure {
        if (!TarEntries.recognises(stream.head())) {
            throw new ImportFailure(new ArchiveProblem.ArchiveExpected(
                    ImageFormat.of(stream.head()).words()));
        }
        if (stream.codecs().isEmpty()
                && !source.endIsCertain()
                && incoming.checksum().isEmpty()) {
            throw new ImportFailure(new SourceProblem.LengthUnknown(incoming.url()));
        }
    }

    private Termination.Succeeded unpack(Source source, ImageStream stream, Optional<MessageDigest> digest)
            throws IOException, InterruptedException {
        // Nothing is noted on the way: an archive is not continued.
        try (AutoCloseable reports = reporter.during(source, stream, () -> {});
                Feed feed = stream.feed(0, _ -> true)) {
            FeedInputStream input = new FeedInputStream(feed);
            unpack(input);
            drain(input);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("reports end without an exception", e);
        }
        reporter.verifying();
        incoming.verify(digest);
        return new Termination.Succeeded("tar", tree.finish().count());
    }

    private void unpack(FeedInputStream input) throws IOException {
        TarEntries entries = new TarEntries(input);
        for (Optional<TarEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
            tree.add(entry.get(), entries);
        }
    }

    /** Reads what follows the archive, so that all bytes are hashed, and compressed data ends as it has to. */
    private static void drain(FeedInputStream input) throws IOException {
        byte[] over = new byte[COPY_BYTES];
        while (input.read(over, 0, over.length) >= 0) {
            // the loop's condition does the work
        }
        input.close();
    }
}
