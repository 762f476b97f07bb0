package dev.slipway.nodeagent.vsock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.nodeagent.grpc.GrpcServer;
import dev.slipway.nodeagent.grpc.ProtobufMessage;
import dev.slipway.nodeagent.netns.VsockListener;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells programs in guests by which certificates they know the node-agent: KubeVirt's service System on port 1 of the host, gRPC
 * without TLS ({@code pkg/vsock/system/v1/system.proto}).
 */
public final class AuthorityService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityService.class);
    private static final String METHOD = "/kubevirt.vsock.system.v1.System/CABundle";
    private static final long PORT = 1;

    /** A caller has one short question; guests cannot hold more threads than twice this. */
    private static final int MOST_CALLERS = 32;

    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Path authority;
    private final Path socket;
    private final Semaphore callersLeft = new Semaphore(MOST_CALLERS);
    private @Nullable EventLoopGroup loop;
    private @Nullable GrpcServer server;
    private @Nullable Callers callers;
    private boolean failing;

    /**
     * Serves nobody yet.
     *
     * @param authority PEM file with the certificates; read anew for each question
     * @param directory gets the socket at which the questions are answered
     */
    public AuthorityService(Path authority, Path directory) {
        this.authority = authority;
        this.socket = directory.resolve("vsock.sock");
    }

    /** Begins to serve once guests can have virtio-vsock here; to be called again and again. */
    public void look() {
        if (callers != null || !VsockListener.isPossible()) {
            return;
        }
        try {
            serve(new Guests(VsockListener.listen(PORT)));
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.warn("guests cannot ask for certificates: {}", e.getMessage());
            }
            failing = true;
        }
    }

    /** The guests of this node. */
    private record Guests(VsockListener listener) implements Callers {
        @Override
        public Socket next() throws IOException {
            return listener.accept();
        }

        @Override
        public void close() {
            listener.close();
        }
    }

    void serve(Callers from) throws IOException {
        callers = from;
        EventLoopGroup own = new NioEventLoopGroup(1);
        loop = own;
        try {
            server = GrpcServer.listen(own, socket, this::answer);
            Thread.ofPlatform().daemon().name("vsock callers").start(() -> take(from));
        } finally {
            if (server == null) {
                close();
                callers = null;
            }
        }
    }

    private boolean answer(String path, byte[] request, GrpcServer.Answer answer) {
        if (!path.equals(METHOD)) {
            return false;
        }
        try {
            answer.end(new ProtobufMessage()
                    .with(1, Files.readString(authority, UTF_8))
                    .encoded());
            return true;
        } catch (IOException e) {
            LOG.warn("the certificates for guests cannot be read: {}", e.getMessage());
            return false;
        }
    }

    private void take(Callers from) {
        try {
            while (true) {
                Socket caller = from.next();
                if (callersLeft.tryAcquire()) {
                    Thread.ofPlatform().daemon().name("vsock caller").start(() -> connect(caller));
                } else {
                    caller.close();
                }
            }
        } catch (IOException e) {
            LOG.debug("no more guests are answered: {}", e.getMessage());
        }
    }

    /** Until the caller has nothing to say for a while, or one end is closed. */
    private void connect(Socket caller) {
        try (caller;
                SocketChannel service = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            caller.setSoTimeout((int) SILENCE.toMillis());
            Thread back = Thread.ofPlatform().daemon().name("vsock answer").start(() -> answer(service, caller));
            try (InputStream said = caller.getInputStream();
                    OutputStream heard = Channels.newOutputStream(service)) {
                said.transferTo(heard);
            } finally {
                caller.close();
                service.close();
                back.join(SILENCE);
            }
        } catch (IOException e) {
            LOG.debug("a guest's question ended: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            callersLeft.release();
        }
    }

    private static void answer(SocketChannel service, Socket caller) {
        try (InputStream said = Channels.newInputStream(service);
                OutputStream heard = caller.getOutputStream()) {
            said.transferTo(heard);
        } catch (IOException e) {
            LOG.debug("a guest's answer ended: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        if (callers != null) {
            callers.close();
        }
        if (server != null) {
            server.close();
        }
        if (loop != null) {
            loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
