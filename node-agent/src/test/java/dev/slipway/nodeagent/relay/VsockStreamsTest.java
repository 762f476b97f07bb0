package dev.slipway.nodeagent.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports of the guest are ports of this machine here. */
final class VsockStreamsTest {
    private static final OptionalLong GUEST = OptionalLong.of(7);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    private TestCertificates certificates;
    private VsockStreams streams;

    @BeforeEach
    void make() throws Exception {
        certificates = TestCertificates.make(directory, "parts");
        streams = new VsockStreams(
                vertx,
                (address, port) -> new Socket(InetAddress.getLoopbackAddress(), (int) port),
                new RelayServer.Identity(certificates.certificate(), certificates.key()).options());
    }

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_program_in_the_guest_knows_the_node_agent_by_its_certificate() throws Exception {
        try (SSLServerSocket program = (SSLServerSocket) certificates
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            program.setNeedClientAuth(true);
            FutureTask<String> caller = new FutureTask<>(() -> {
                try (SSLSocket guest = (SSLSocket) program.accept()) {
                    guest.getOutputStream().write(guest.getInputStream().readNBytes(4));
                    return guest.getSession().getProtocol() + " "
                            + guest.getSession().getPeerPrincipal().getName();
                }
            });
            Thread.ofVirtual().start(caller);
            try (ByteChannel stream = streams.open(GUEST, new VsockTarget(program.getLocalPort(), true))) {
                stream.write(ByteBuffer.wrap("ping".getBytes(StandardCharsets.US_ASCII)));
                ByteBuffer answer = ByteBuffer.allocate(100);
                while (stream.read(answer) >= 0) {
                    assertThat(answer.hasRemaining()).isTrue();
                }
                assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII))
                        .isEqualTo("ping");
            }
            assertThat(caller.get(1, TimeUnit.MINUTES)).isEqualTo("TLSv1.3 CN=parts");
        }
    }

    @Test
    void a_program_that_does_not_speak_tls_is_told_of() throws Exception {
        try (ServerSocket program = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket guest = program.accept()) {
                    guest.getOutputStream().write("SSH-2.0-guest\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> streams.open(GUEST, new VsockTarget(program.getLocalPort(), true)))
                    .isInstanceOf(RelayProblem.Refused.class)
                    .hasMessageContaining("does not speak TLS 1.3 as asked")
                    .hasMessageContaining("use tls=false");
        }
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> VsockTarget.of("ssh", null)).hasMessageStartingWith("port is 'ssh'");
        assertThatThrownBy(() -> VsockTarget.of("4294967296", null)).hasMessageStartingWith("port is");
        assertThatThrownBy(() -> VsockTarget.of(null, null)).hasMessageStartingWith("port is ''");
        assertThatThrownBy(() -> VsockTarget.of("80", "perhaps")).hasMessageStartingWith("tls is 'perhaps'");
        assertThatThrownBy(() -> streams.open(OptionalLong.empty(), new VsockTarget(80, false)))
                .hasMessageStartingWith("The machine has no VSOCK");
    }
}
