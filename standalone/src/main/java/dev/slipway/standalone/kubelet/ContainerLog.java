package dev.slipway.standalone.kubelet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** What a container wrote to its standard output and error streams, in this life and in the one before. */
public final class ContainerLog {
    private static final int BLOCK = 64 << 10;

    /** How often a log that is followed is looked at, milliseconds. */
    private static final long LOOK = 100;

    private final ContainerProcess process;

    private ContainerLog(ContainerProcess process) {
        this.process = process;
    }

    /**
     * What of a log is wanted.
     *
     * @param previous the log of the container's life before the last restart
     * @param follow go on until the container has ended
     * @param tailLines only so many of the last lines; {@link Long#MAX_VALUE} for all
     * @param limitBytes at most so many bytes; {@link Long#MAX_VALUE} for all
     * @param since lines before are left out; {@link Instant#MIN} for all
     * @param timestamps whether each line has its time in front
     */
    public record Wanted(
            boolean previous, boolean follow, long tailLines, long limitBytes, Instant since, boolean timestamps) {
        public Wanted {
            if (tailLines < 0) {
                throw new IllegalArgumentException("tailLines must be 0 or more, not " + tailLines);
            }
            if (limitBytes < 1) {
                throw new IllegalArgumentException("limitBytes must be 1 or more, not " + limitBytes);
            }
        }
    }

    /** Returns the log of a container of a Pod that runs, or ran, below {@code kubeletDirectory}. */
    public static ContainerLog of(Path kubeletDirectory, String podUid, String container) {
        return new ContainerLog(
                new ContainerProcess(PodDirectory.of(kubeletDirectory, podUid).container(container)));
    }

    /** Returns whether there is such a log. */
    public boolean exists(boolean previous) {
        return Files.exists(file(previous));
    }

    /** Copies what is wanted; ends when there is no more, or when {@code out} throws because nobody reads any longer. */
    public void copy(Wanted wanted, OutputStream out) throws IOException, InterruptedException {
        try (FileChannel log = FileChannel.open(file(wanted.previous()), StandardOpenOption.READ)) {
            long begin = beginOfTail(log, wanted.tailLines());
            if (!wanted.timestamps() && wanted.since().equals(Instant.MIN)) {
                copy(log, begin, wanted, out);
            } else {
                TimedLines lines = new TimedLines(out, process.started(), wanted.since(), wanted.timestamps(), begin);
                copy(log, 0, wanted, lines);
                lines.finish();
            }
        }
    }

    private void copy(FileChannel log, long begin, Wanted wanted, OutputStream out)
            throws IOException, InterruptedException {
        long position = begin;
        long left = wanted.limitBytes();
        boolean last = !wanted.follow() || wanted.previous();
        while (left > 0) {
            ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, left));
            int read = log.read(block, position);
            if (read > 0) {
                out.write(block.array(), 0, read);
                position += read;
                left -= read;
            } else if (log.size() < position) {
                position = 0; // it has begun anew, see LogBounds
            } else if (last) {
                return;
            } else {
                // What was written before the end is read once more after the end was seen.
                last = !runs();
                Thread.sleep(last ? 0 : LOOK);
            }
        }
    }

    private boolean runs() {
        return process.state().filter(ContainerState.Running.class::isInstance).isPresent();
    }

    private Path file(boolean previous) {
        return previous ? process.previousLog() : process.log();
    }

    private static long beginOfTail(FileChannel log, long lines) throws IOException {
        long end = log.size();
        if (lines == Long.MAX_VALUE) {
            return 0;
        }
        if (lines == 0) {
            return end;
        }
        long missing = lines;
        for (long to = end; to > 0; ) {
            long from = Math.max(0, to - BLOCK);
            ByteBuffer block = ByteBuffer.allocate((int) (to - from));
            int read = log.read(block, from);
            for (int i = read - 1; i >= 0; i--) {
                // The newline at the very end closes the last line and begins none.
                if (block.get(i) == '\n' && from + i != end - 1 && --missing == 0) {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return 0;
    }
}
