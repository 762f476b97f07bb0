package dev.slipway.nodeagent.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few machines have guests on virtio-vsock: the calls are made on a unix socket, whose other end the test is. */
final class VsockSocketTest {
    private static final int AF_UNIX = 1;
    private static final int EADDRNOTAVAIL = 99;

    @TempDir
    Path directory;

    /** Both ends of a connection. */
    private record Pair(VsockSocket socket, SocketChannel guest) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
            guest.close();
        }
    }

    private Pair pair() throws IOException {
        Path path = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            int descriptor = VsockCalls.open(AF_UNIX);
            assertThat(Libc.connect(descriptor, path)).isTrue();
            return new Pair(new VsockSocket(descriptor, 1), server.accept());
        }
    }

    @Test
    void bytes_go_both_ways_until_the_guest_has_no_more() throws Exception {
        try (Pair pair = pair()) {
            byte[] much = new byte[3 << 20];
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    pair.socket().getOutputStream().write(much);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            ByteBuffer heard = ByteBuffer.allocate(much.length);
            while (heard.hasRemaining() && pair.guest().read(heard) > 0) {
                Thread.onSpinWait();
            }
            assertThat(heard.hasRemaining()).isFalse();
            writer.join();
            pair.guest().write(ByteBuffer.wrap("pong".getBytes(StandardCharsets.US_ASCII)));
            pair.guest().shutdownOutput();
            assertThat(pair.socket().getInputStream().readAllBytes()).asString().isEqualTo("pong");
        }
    }

    @Test
    void a_guest_that_says_nothing_is_waited_for_as_long_as_is_said() throws Exception {
        try (Pair pair = pair()) {
            pair.socket().setSoTimeout(100);
            assertThatThrownBy(() -> pair.socket().getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void who_waits_for_the_guest_comes_back_when_the_connection_is_closed() throws Exception {
        try (Pair pair = pair()) {
            FutureTask<Integer> reading =
                    new FutureTask<>(() -> pair.socket().getInputStream().read());
            Thread.ofPlatform().start(reading);
            Thread.sleep(100);
            pair.socket().close();
            assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThatThrownBy(() -> pair.socket().getOutputStream().write(1)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void addresses_that_are_no_guests_are_not_called() {
        for (long address = 0; address < 3; address++) {
            long no = address;
            assertThatThrownBy(() -> VsockSocket.dial(no, 1)).hasMessage("VSOCK address %d is no guest's", no);
        }
    }

    @Test
    void a_node_without_vhost_vsock_says_so() {
        assumeFalse(Files.exists(Path.of("/sys/class/misc/vhost-vsock")), "this machine has vhost-vsock");
        assertThatThrownBy(() -> VsockSocket.dial(4711, 22))
                .hasMessage("VSOCK port 22 of the guest (address 4711) cannot be reached: this node has no vhost-vsock;"
                        + " load it there (modprobe vhost_vsock)");
    }

    /** A kernel that does not take the structure says so otherwise. To listen sends nothing to anybody. */
    @Test
    void the_kernel_takes_the_address() throws IOException {
        assumeFalse(VsockListener.isPossible(), "this machine has vhost-vsock, and is the host");
        int socket = VsockCalls.open(VsockCalls.AF_VSOCK);
        assumeTrue(socket >= 0, "this kernel does not know vsock");
        try {
            assertThatThrownBy(() -> VsockCalls.listen(socket, 4711)).hasMessageEndingWith(" " + EADDRNOTAVAIL);
        } finally {
            Libc.close(socket);
        }
    }
}
