package dev.slipway.nodeagent.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.nodeagent.grpc.GrpcCall;
import dev.slipway.nodeagent.grpc.ProtobufMessage;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests call on a unix socket here. */
final class AuthorityServiceTest {
    private final EventLoopGroup loop = new NioEventLoopGroup(1);

    @TempDir
    Path directory;

    private AuthorityService service;

    /** A connection of a caller on a unix socket, whose channel has no socket of its own. */
    private static final class Caller extends Socket {
        private final SocketChannel channel;

        Caller(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public InputStream getInputStream() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream getOutputStream() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public synchronized void setSoTimeout(int millis) {
            // A guest on a unix socket is waited for.
        }

        @Override
        public synchronized void close() throws IOException {
            channel.close();
        }
    }

    private record UnixCallers(ServerSocketChannel listener) implements Callers {
        @Override
        public Socket next() throws IOException {
            return new Caller(listener.accept());
        }

        @Override
        public void close() {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void serve() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(directory.resolve("host")));
        service = new AuthorityService(directory.resolve("ca.crt"), directory);
        service.serve(new UnixCallers(listener));
    }

    @AfterEach
    void end() {
        service.close();
        loop.shutdownGracefully().syncUninterruptibly();
    }

    @Test
    void a_guest_gets_the_certificates_as_they_are_now() throws IOException {
        Files.writeString(directory.resolve("ca.crt"), "one");
        assertThat(ask("CABundle"))
                .isEqualTo(new ProtobufMessage().with(1, "one").encoded());
        Files.writeString(directory.resolve("ca.crt"), "another");
        assertThat(ask("CABundle"))
                .isEqualTo(new ProtobufMessage().with(1, "another").encoded());
    }

    @Test
    void a_guest_gets_nothing_else() {
        assertThatThrownBy(() -> ask("Key")).hasMessageContaining("was refused: 12");
        assertThatThrownBy(() -> ask("CABundle")).hasMessageContaining("was refused");
    }

    private byte[] ask(String method) throws IOException {
        return GrpcCall.make(
                loop, directory.resolve("host"), "/kubevirt.vsock.system.v1.System/" + method, new byte[0]);
    }
}
