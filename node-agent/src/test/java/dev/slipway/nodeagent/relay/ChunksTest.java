package dev.slipway.nodeagent.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks grow while a screen redraws, and are small again once nothing comes. */
final class ChunksTest {
    private static final int SMALL = 4 << 10;

    @TempDir
    private Path directory;

    @Test
    void stream_is_busy_while_its_chunks_come_full_and_quiet_after_a_silence() throws Exception {
        try (Chunks chunks = new Chunks();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("screen"));
            server.bind(address);
            try (SocketChannel guest = SocketChannel.open(address);
                    SocketChannel node = server.accept()) {
                guest.write(ByteBuffer.allocate(2 * SMALL));
                assertThat(carry(chunks, node)).as("first chunk").isEqualTo(SMALL);
                assertThat(chunks.busy()).as("full chunk").isTrue();

                assertThat(carry(chunks, node)).as("chunk that is not full").isEqualTo(SMALL);
                chunks.settle();
                assertThat(chunks.busy()).as("came since the last look").isTrue();
                chunks.settle();
                assertThat(chunks.busy()).as("silent since the last look").isFalse();

                guest.write(ByteBuffer.allocate(2 * SMALL));
                assertThat(carry(chunks, node)).as("chunk after the silence").isEqualTo(SMALL);
            }
        }
    }

    private static int carry(Chunks chunks, SocketChannel node) throws Exception {
        Chunks.Chunk chunk = chunks.take();
        try {
            return chunk.read(node);
        } finally {
            chunks.free(chunk);
        }
    }
}
