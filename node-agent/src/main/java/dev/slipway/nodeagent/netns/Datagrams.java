package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UDP servers on devices of other network namespaces, all on one thread. A socket stays in the namespace in which it was
 * opened, so the thread itself never leaves the host's.
 */
public final class Datagrams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Datagrams.class);
    private static final int LARGEST = 2048;

    /** An answer to a datagram, empty for none. */
    public interface Answer extends Function<byte[], Optional<byte[]>> {}

    private record Server(Answer answer, int clientPort) {}

    private final Map<Integer, Server> servers = new ConcurrentHashMap<>();
    private final int bell;
    private final Thread thread;
    private volatile boolean stopped;

    /** Starts the thread. */
    public Datagrams() throws IOException {
        bell = Libc.bell();
        thread = Thread.ofPlatform().name("datagrams").daemon().start(this::serve);
    }

    /**
     * Answers datagrams that arrive on a device, by broadcast on the same device.
     *
     * @param namespace the namespace that holds the device
     * @param device name of the device
     * @param port port to listen on
     * @param clientPort port to answer to
     * @return ends the service
     */
    public AutoCloseable serve(Netns namespace, String device, int port, int clientPort, Answer answer)
            throws IOException {
        int socket = namespace.inside(() -> Libc.udpSocket(device, port));
        servers.put(socket, new Server(answer, clientPort));
        Libc.ring(bell);
        return () -> {
            servers.remove(socket);
            Libc.ring(bell);
            Libc.close(socket);
        };
    }

    private void serve() {
        while (!stopped) {
            try {
                List<Integer> descriptors = Stream.concat(Stream.of(bell), servers.keySet().stream())
                        .toList();
                for (int ready : Libc.readable(descriptors)) {
                    if (ready == bell) {
                        Libc.silence(bell);
                    } else {
                        answer(ready);
                    }
                }
            } catch (IOException e) {
                LOG.warn("waiting for datagrams failed: {}", e.getMessage());
            }
        }
    }

    private void answer(int socket) {
        Server server = servers.get(socket);
        if (server == null) {
            return;
        }
        try {
            byte[] datagram = Libc.receive(socket, LARGEST);
            Optional<byte[]> reply =
                    datagram.length == 0 ? Optional.empty() : server.answer().apply(datagram);
            if (reply.isPresent()) {
                Libc.broadcast(socket, reply.get(), server.clientPort());
            }
        } catch (IOException e) {
            LOG.warn("a datagram was not answered: {}", e.getMessage());
            servers.remove(socket);
        }
    }

    /** Ends the thread, then what it listened on: it may be awake and leave before the bell is rung. */
    @Override
    public void close() throws IOException {
        stopped = true;
        Libc.ring(bell);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.keySet().forEach(Libc::close);
        Libc.close(bell);
    }
}
