package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A guest's serial console in the hands of a test. */
final class SerialConsole implements AutoCloseable {
    private final SocketChannel channel;
    private String unread = "";

    SerialConsole(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        this.channel = channel;
    }

    void type(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads until a text has come; returns what came before it. */
    String until(String text, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (!unread.contains(text)) {
            assertThat(System.nanoTime())
                    .as("no \"" + text + "\" in: " + unread)
                    .isLessThan(end);
            int count = channel.read(buffer.clear());
            assertThat(count).as("the console ended after: " + unread).isNotNegative();
            if (count == 0) {
                Thread.sleep(20);
            }
            unread += StandardCharsets.ISO_8859_1.decode(buffer.flip());
        }
        int at = unread.indexOf(text);
        String before = unread.substring(0, at);
        unread = unread.substring(at + text.length());
        return before;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
