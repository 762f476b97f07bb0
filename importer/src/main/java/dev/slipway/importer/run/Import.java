package dev.slipway.importer.run;

import dev.slipway.importer.format.ImageFormat;
import dev.slipway.importer.image.ImageReader;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.source.SourceIdentity;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.stream.Span;
import dev.slipway.importer.volume.Journal;
import dev.slipway.importer.volume.Ledger;
import dev.slipway.importer.volume.Volume;
import dev.slipway.importer.volume.VolumeWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/** Brings the image of one source onto one volume, continuing what an earlier run began. */
public final class Import {
    private static final int SEGMENTS = 16;
    private static final int MOST_CHANGES = 3;

    private final Volume volume;
    private final Incoming incoming;
    private final Reporter reporter;

    /** Prepares an import. */
    public Import(Volume volume, Incoming incoming, Reporter reporter) {
        this.volume = volume;
        this.incoming = incoming;
        this.reporter = reporter;
    }

    /** Imports; returns when the disk is published, or throws {@link ImportFailure} with the reason why it is not. */
    public Termination.Succeeded run() throws IOException, InterruptedException {
        Optional<Journal> journal = Journal.read(volume.journal());
        if (journal.isPresent() && finishedBefore(journal.get())) {
            return new Termination.Succeeded(
                    journal.get().format(), journal.get().virtualSize());
        }
        for (int changes = 1; ; changes++) {
            try {
                return once(journal);
            } catch (ImportFailure e) {
                if (!(e.problem() instanceof SourceProblem.SourceChanged) || changes == MOST_CHANGES) {
                    throw e;
                }
                journal = Optional.empty();
            }
        }
    }

    private boolean finishedBefore(Journal journal) {
        return journal.finished()
                && journal.source().url().equals(incoming.fingerprint())
                && journal.size() == volume.size().count()
                && volume.published();
    }

    private Termination.Succeeded once(Optional<Journal> journal) throws IOException, InterruptedException {
        Ledger sourceLedger = new Ledger();
        Optional<MessageDigest> digest = incoming.checksum().map(Checksum::newDigest);
        try (Source source = incoming.opener().open(new SegmentPool(SEGMENTS, sourceLedger::written));
                ImageStream stream = ImageStream.open(source, sourceLedger, digest, volume.size())) {
            return transfer(source, stream, digest, journal);
        }
    }

    private Termination.Succeeded transfer(
            Source source, ImageStream stream, Optional<MessageDigest> digest, Optional<Journal> journal)
            throws IOException, InterruptedException {
        if (!source.isDisk()) {
            check(source, stream);
        }
        LateSink sink = new LateSink();
        ImageReader reader =
                source.isDisk() ? ImageFormat.verbatim(stream.input(), sink) : ImageFormat.open(stream.input(), sink);
        long resumed = journal.filter(old -> continues(old, source.identity()))
                .map(Import::boundary)
                .orElse(0L);
        volume.prepare(resumed > 0);
        try (VolumeWriter writer = VolumeWriter.open(volume)) {
            sink.become(writer);
            if (resumed > 0 && !reader.resumeAt(resumed)) {
                resumed = 0;
            }
            stream.ledger().begin(resumed);
            long end;
            try (AutoCloseable reports =
                    reporter.during(source, stream, () -> record(source, reader, stream.ledger(), writer))) {
                end = copy(stream, reader, resumed, start(stream, reader, writer, digest, resumed));
                writer.drain();
            } catch (IOException | InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("reports end without an exception", e);
            }
            reader.finish(stream.seekable() ? source.identity().length() : end);
            return complete(source, reader, digest, writer);
        }
    }

    /** Refuses what is not what its name says, and a raw disk whose end nobody knows. */
    private void check(Source source, ImageStream stream) throws ImportFailure {
        ImageFormat format = ImageFormat.of(stream.head());
        Optional<ImportProblem> broken = NamePromise.broken(source.fileName(), stream.codecs(), format);
        if (broken.isPresent()) {
            throw new ImportFailure(broken.get());
        }
        if (format == ImageFormat.RAW
                && stream.codecs().isEmpty()
                && !source.endIsCertain()
                && incoming.checksum().isEmpty()) {
            throw new ImportFailure(new SourceProblem.LengthUnknown(incoming.url()));
        }
    }

    private boolean continues(Journal old, SourceIdentity now) {
        return !old.finished()
                && old.source().proves(now)
                && old.size() == volume.size().count();
    }

    private static long boundary(Journal journal) {
        return journal.confirmed() / SegmentPool.SEGMENT_BYTES * SegmentPool.SEGMENT_BYTES;
    }

    /** Returns where the stream must begin: at the old place, or at its start if all of it has to be hashed or expanded. */
    private static long start(
            ImageStream stream, ImageReader reader, VolumeWriter writer, Optional<MessageDigest> digest, long resumed)
            throws IOException {
        if (!stream.seekable() || (digest.isPresent() && !reader.verbatim())) {
            return 0;
        }
        if (digest.isPresent()) {
            hash(writer, resumed, digest.get());
        }
        return resumed;
    }

    /** Passes the stream to the reader; returns the offset of its end. */
    private static long copy(ImageStream stream, ImageReader reader, long resumed, long from)
            throws IOException, InterruptedException {
        long reached = from;
        try (Feed feed = stream.feed(from, reader::needs)) {
            for (Optional<Segment> next = feed.next(); next.isPresent(); next = feed.next()) {
                Segment segment = next.get();
                try {
                    stream.ledger().written(new Span(reached, Math.max(reached, segment.offset())));
                    reached = segment.end();
                    if (segment.end() > resumed) {
                        reader.accept(segment);
                    }
                } finally {
                    segment.release();
                }
            }
        }
        return reached;
    }

    /** Syncs the volume and notes in the journal what then is safe on it. */
    private void record(Source source, ImageReader reader, Ledger ledger, VolumeWriter writer) throws IOException {
        long confirmed = ledger.confirmed();
        writer.throwIfFailed();
        writer.sync();
        journal(source, reader, confirmed, false).write(volume.journal());
    }

    private Journal journal(Source source, ImageReader reader, long confirmed, boolean finished) {
        return new Journal(
                source.identity(),
                volume.size().count(),
                confirmed,
                finished,
                reader.format(),
                reader.virtualSize().count());
    }

    private Termination.Succeeded complete(
            Source source, ImageReader reader, Optional<MessageDigest> digest, VolumeWriter writer) throws IOException {
        reporter.verifying();
        try {
            incoming.verify(digest);
        } catch (ImportFailure e) {
            volume.discard();
            throw e;
        }
        writer.sync();
        journal(source, reader, Math.max(0, source.identity().length()), true).write(volume.journal());
        volume.publish();
        return new Termination.Succeeded(reader.format(), reader.virtualSize().count());
    }

    /** Hashes what an earlier run put onto the volume. */
    private static void hash(VolumeWriter writer, long count, MessageDigest digest) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < count; ) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), count - at));
            at += writer.read(bytes, at);
            digest.update(bytes.flip());
        }
    }
}
