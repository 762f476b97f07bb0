package dev.slipway.nodeagent.relay;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries bytes between a websocket and a launcher's unix socket until one of them ends. Neither side can make this end
 * hold more than a little: a full websocket stops the reading of the socket, a slow socket pauses the websocket.
 */
final class SocketRelay {
    private static final int CHUNK = 64 << 10;
    private static final long MOST_WAITING = 256 << 10;

    private final SocketChannel socket;
    private final ServerWebSocket webSocket;
    /** What waits for the socket; an empty one is the last. */
    private final BlockingQueue<Optional<Buffer>> toSocket = new LinkedBlockingQueue<>();

    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();

    private SocketRelay(SocketChannel socket, ServerWebSocket webSocket) {
        this.socket = socket;
        this.webSocket = webSocket;
    }

    /** Connects to a launcher's socket. */
    static SocketChannel connect(Path path) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.connect(UnixDomainSocketAddress.of(path));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Begins to carry; must be called on the websocket's own thread, so that no frame is missed. */
    static void start(SocketChannel socket, ServerWebSocket webSocket) {
        var relay = new SocketRelay(socket, webSocket);
        webSocket.handler(relay::received);
        webSocket.drainHandler(ignored -> relay.signal());
        webSocket.closeHandler(ignored -> relay.end());
        webSocket.exceptionHandler(ignored -> relay.end());
        Thread.ofVirtual().name("relay to viewer").start(relay::readSocket);
        Thread.ofVirtual().name("relay to guest").start(relay::writeSocket);
    }

    private void received(Buffer bytes) {
        toSocket.add(Optional.of(bytes));
        if (waiting.addAndGet(bytes.length()) > MOST_WAITING && paused.compareAndSet(false, true)) {
            webSocket.pause();
        }
    }

    private void writeSocket() {
        try {
            for (Optional<Buffer> next = toSocket.take(); next.isPresent(); next = toSocket.take()) {
                ByteBuffer data = ByteBuffer.wrap(next.get().getBytes());
                while (data.hasRemaining()) {
                    socket.write(data);
                }
                if (waiting.addAndGet(-data.limit()) < MOST_WAITING / 2 && paused.compareAndSet(true, false)) {
                    webSocket.resume();
                }
            }
        } catch (IOException e) {
            // The guest's end is gone; so is this one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void readSocket() {
        ByteBuffer data = ByteBuffer.allocate(CHUNK);
        try {
            while (socket.read(data.clear()) >= 0) {
                byte[] bytes = new byte[data.flip().remaining()];
                data.get(bytes);
                awaitRoom();
                if (ended.get()) {
                    return;
                }
                webSocket.writeBinaryMessage(Buffer.buffer(bytes)).onFailure(ignored -> end());
            }
        } catch (IOException e) {
            // Closed, by the guest's end or by this one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while (webSocket.writeQueueFull() && !ended.get()) {
                drained.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        signal();
        toSocket.add(Optional.empty());
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is given back all the same.
        }
        webSocket.close().onFailure(ignored -> {});
    }
}
