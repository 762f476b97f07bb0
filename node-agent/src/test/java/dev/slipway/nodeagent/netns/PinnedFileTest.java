package dev.slipway.nodeagent.netns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of a Pod that its node-agent, which is root, must not be led astray by. */
@Timeout(20)
class PinnedFileTest {
    @TempDir
    private Path directory;

    @Test
    void connects_to_a_socket_with_a_path_longer_than_its_address_may_be() throws Exception {
        Path below = Files.createDirectories(directory.resolve("d".repeat(100)).resolve("e".repeat(60)));
        Path socket = directory.resolve("short");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Path moved = Files.move(socket, below.resolve("screen"));
            try (SocketChannel client = PinnedFile.connect(moved);
                    SocketChannel accepted = server.accept()) {
                client.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
                ByteBuffer heard = ByteBuffer.allocate(5);
                accepted.read(heard);
                assertThat(new String(heard.array(), UTF_8)).isEqualTo("hello");
            }
        }
    }

    @Test
    void link_to_a_foreign_socket_is_not_followed() throws Exception {
        Path foreign = directory.resolve("containerd.sock");
        Path link = directory.resolve("vnc.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(foreign));
            Files.createSymbolicLink(link, foreign);
            assertThatThrownBy(() -> PinnedFile.connect(link))
                    .isInstanceOf(IOException.class)
                    .hasMessage("vnc.sock is no socket");
        }
        assertThatThrownBy(() -> PinnedFile.connect(directory.resolve("absent")))
                .hasMessage("absent is not there");
    }

    @Test
    void links_pipes_devices_and_long_files_are_not_read() throws Exception {
        Path file = Files.writeString(directory.resolve("progress.json"), "{\"progress\":1}");
        try (PinnedFile pinned = PinnedFile.of(file).orElseThrow()) {
            assertThat(new String(pinned.read(100), UTF_8)).isEqualTo("{\"progress\":1}");
            assertThatThrownBy(() -> pinned.read(4)).hasMessageContaining("is longer than 4 bytes");
            // What was looked at is what is read, whatever has its name by now.
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/etc/hostname"));
            assertThat(new String(pinned.read(100), UTF_8)).isEqualTo("{\"progress\":1}");
        }
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path other : new Path[] {file, pipe, Path.of("/dev/zero")}) {
            try (PinnedFile pinned = PinnedFile.of(other).orElseThrow()) {
                assertThat(pinned.isRegular()).isFalse();
                assertThatThrownBy(() -> pinned.read(100)).hasMessageContaining("is no regular file");
            }
        }
        assertThat(PinnedFile.of(directory.resolve("absent"))).isEmpty();
    }
}
