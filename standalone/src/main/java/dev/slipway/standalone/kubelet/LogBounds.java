package dev.slipway.standalone.kubelet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of containers bounded: one that is full is copied away, in place of an older copy, and begins anew. Size and
 * pace are a kubelet's ({@code containerLogMaxSize}, {@code containerLogMonitorInterval}), and so is that only what has begun
 * anew is shown. Containers hold the file open for appending, so it stays where it is.
 */
final class LogBounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogBounds.class);
    private static final long MOST_BYTES = 10L << 20;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Path pods;
    private final long mostBytes;
    private final Thread thread;

    private LogBounds(Path pods, long mostBytes) {
        this.pods = pods;
        this.mostBytes = mostBytes;
        this.thread = Thread.ofVirtual().name("log-bounds").unstarted(this::run);
    }

    /** Looks after the logs of the Pods below a kubelet's directory until it is closed. */
    static LogBounds start(Path kubeletDirectory) {
        LogBounds bounds = of(kubeletDirectory, MOST_BYTES);
        bounds.thread.start();
        return bounds;
    }

    /** Returns one that looks only when it is told to. */
    static LogBounds of(Path kubeletDirectory, long mostBytes) {
        return new LogBounds(kubeletDirectory.resolve("pods"), mostBytes);
    }

    /** Returns where the copy of a log lies. */
    static Path copyOf(Path log) {
        return log.resolveSibling(log.getFileName() + ".1");
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Looks at each log once. */
    void look() {
        try (DirectoryStream<Path> each = Files.newDirectoryStream(pods)) {
            for (Path pod : each) {
                lookAt(pod.resolve("containers"));
            }
        } catch (IOException e) {
            LOG.warn("logs of containers cannot be kept small: {}", e.toString());
        }
    }

    private void lookAt(Path containers) {
        if (!Files.isDirectory(containers)) {
            return;
        }
        try (DirectoryStream<Path> each = Files.newDirectoryStream(containers)) {
            for (Path container : each) {
                Path log = new ContainerProcess(container).log();
                if (Files.exists(log) && Files.size(log) > mostBytes) {
                    cut(log);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} went while its logs were looked at: {}", containers, e.toString());
        }
    }

    /** What is written between the end of the copy and the cut is lost; it is a moment. */
    private void cut(Path log) throws IOException {
        try (FileChannel in = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel copy = FileChannel.open(
                        copyOf(log),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long position = Math.max(0, in.size() - mostBytes);
            for (long copied = 1; copied > 0; position += copied) {
                copied = in.transferTo(position, mostBytes, copy);
            }
            in.truncate(0);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
