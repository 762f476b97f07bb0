package dev.slipway.nodeagent.metrics;

import dev.slipway.machine.metrics.MetricsRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers what one guest asks on its port, one request after the other and one a second. */
public final class MetricsConversation {
    private static final int LONGEST_LINE = 1024;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SocketChannel guest;
    private final Supplier<String> report;
    private final ByteBuffer unread = ByteBuffer.allocate(LONGEST_LINE).limit(0);

    /**
     * Has heard nothing yet.
     *
     * @param guest QEMU's end of the port
     * @param report says what the figures are now
     */
    public MetricsConversation(SocketChannel guest, Supplier<String> report) {
        this.guest = guest;
        this.report = report;
    }

    /** Answers until QEMU hangs up. A guest that does not read its answer keeps nobody waiting but itself. */
    public void run() throws IOException, InterruptedException {
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            Optional<String> next = line();
            if (next.isEmpty()) {
                return;
            }
            boolean whole = next.get().isEmpty();
            if (!whole) {
                unread.limit(0);
            }
            say(
                    whole && MetricsRequest.isForFigures(line.get())
                            ? MetricsRequest.answer(report.get())
                            : MetricsRequest.INVALID);
            Thread.sleep(PAUSE);
        }
    }

    /** Returns the next line, of a long one the beginning; empty at the end. */
    private Optional<String> line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!unread.hasRemaining() && !fill()) {
                return Optional.empty();
            }
            char letter = (char) (unread.get() & 0xff);
            if (letter == '\n') {
                return Optional.of(line.toString().stripTrailing());
            }
            if (line.length() < LONGEST_LINE) {
                line.append(letter);
            }
        }
    }

    private boolean fill() throws IOException {
        int count = guest.read(unread.clear());
        unread.flip();
        return count > 0;
    }

    private void say(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            guest.write(bytes);
        }
    }
}
