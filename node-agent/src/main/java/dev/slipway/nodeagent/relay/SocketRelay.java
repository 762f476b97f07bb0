package dev.slipway.nodeagent.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.impl.WebSocketInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries bytes between a websocket and a launcher's unix socket, or another stream of a guest, until one of them ends. Neither side can make this end
 * hold more than a little: a slow websocket stops the reading of the socket, a slow socket pauses the websocket. A viewer
 * that is gone without a word is noticed by pings.
 */
public final class SocketRelay {
    private static final long MOST_WAITING = 256 << 10;

    /** With more in the kernel's hands bytes leave the processors' caches on their way, which takes a fifth of the speed. */
    private static final int SEND_BUFFER = 256 << 10;

    private static final Duration PING_INTERVAL = Duration.ofSeconds(15);

    /** Longer than a proxy between here and the viewer may wait for its viewer. */
    private static final Duration SILENCE = Duration.ofSeconds(75);

    /** How long a guest may take for what was said to it before its viewer left. */
    static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private static final Buffer PING = Buffer.buffer("slipway");
    private static final short INTERNAL_ERROR = 1011;

    private final Vertx vertx;
    private final ByteChannel socket;
    private final ServerWebSocket webSocket;
    private final Chunks chunks = new Chunks();
    /** What waits for the socket; an empty one is the last. */
    private final BlockingQueue<Optional<Buffer>> toSocket = new LinkedBlockingQueue<>();

    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong heardAt = new AtomicLong(System.nanoTime());
    private final long timer;

    private SocketRelay(Vertx vertx, ByteChannel socket, ServerWebSocket webSocket) {
        this.vertx = vertx;
        this.socket = socket;
        this.webSocket = webSocket;
        this.timer = vertx.setPeriodic(PING_INTERVAL.toMillis(), ignored -> check());
    }

    /** Begins to carry; must be called on the websocket's own thread, so that no frame is missed. */
    public static void start(Vertx vertx, ByteChannel socket, ServerWebSocket webSocket) {
        if (webSocket instanceof WebSocketInternal connected) {
            connected.channelHandlerContext().channel().config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
        }
        var relay = new SocketRelay(vertx, socket, webSocket);
        webSocket.handler(relay::received);
        webSocket.pongHandler(ignored -> relay.heard());
        webSocket.closeHandler(ignored -> relay.left());
        webSocket.exceptionHandler(ignored -> relay.end());
        Thread.ofVirtual().name("relay to viewer").start(relay::readSocket);
        Thread.ofVirtual().name("relay to guest").start(relay::writeSocket);
    }

    private void heard() {
        heardAt.set(System.nanoTime());
    }

    private void check() {
        chunks.settle();
        if (webSocket.isClosed()) {
            end();
        } else if (!paused.get() && System.nanoTime() - heardAt.get() > SILENCE.toNanos()) {
            webSocket
                    .close(INTERNAL_ERROR, "The viewer did not answer for %d seconds.".formatted(SILENCE.toSeconds()))
                    .onFailure(ignored -> {});
            end();
        } else {
            webSocket.writePing(PING).onFailure(ignored -> {});
        }
    }

    private void received(Buffer bytes) {
        heard();
        toSocket.add(Optional.of(bytes));
        if (waiting.addAndGet(bytes.length()) > MOST_WAITING && paused.compareAndSet(false, true)) {
            webSocket.pause();
        }
    }

    /** What the viewer said before it left still reaches the guest, if that takes it soon. */
    private void left() {
        toSocket.add(Optional.empty());
        vertx.setTimer(LAST_WORDS.toMillis(), ignored -> end());
    }

    private void writeSocket() {
        try {
            for (Optional<Buffer> next = toSocket.take(); next.isPresent(); next = toSocket.take()) {
                ByteBuffer data = ByteBuffer.wrap(next.get().getBytes());
                while (data.hasRemaining()) {
                    socket.write(data);
                }
                if (waiting.addAndGet(-data.limit()) < MOST_WAITING / 2 && paused.compareAndSet(true, false)) {
                    heard();
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

    /** At most as much is on its way to the viewer as the chunks hold: each is free again when it was written. */
    private void readSocket() {
        try {
            boolean more = true;
            while (more) { // until the guest's end has no more
                more = chunks.busy() ? carryBusy() : carry();
            }
        } catch (IOException | IllegalStateException e) {
            // Closed, by the guest's end or by this one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /**
     * Carries on a thread of its own for as long as much comes: a virtual one would change hands at each pause of the guest,
     * which costs a quarter of the speed. A stream that was never busy, of which there are many, keeps the virtual one, which is
     * small; one that fell silent all at once gives its thread (some 90 KiB) back with the next little that comes.
     */
    private boolean carryBusy() throws IOException, InterruptedException {
        var carrying = new FutureTask<>(() -> {
            boolean more = true;
            while (more && chunks.busy()) {
                more = carry();
            }
            return more;
        });
        Thread.ofPlatform().daemon().name("relay of a busy screen").start(carrying);
        try {
            return carrying.get();
        } catch (ExecutionException e) {
            throw new IOException("the stream ended while much came", e.getCause());
        }
    }

    private boolean carry() throws IOException, InterruptedException {
        Chunks.Chunk chunk = chunks.take();
        boolean sent = false;
        try {
            if (chunk.read(socket) < 0) {
                return false;
            }
            send(chunk);
            sent = true;
            return true;
        } finally {
            if (!sent) {
                chunks.free(chunk);
            }
        }
    }

    @SuppressWarnings("deprecation") // the one way to hand memory outside the heap to a websocket
    private void send(Chunks.Chunk chunk) {
        ByteBuf bytes = chunk.retain();
        Future<Void> sending;
        try {
            sending = webSocket.writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer(bytes), true));
        } catch (IllegalStateException e) { // the websocket is closed
            bytes.release();
            throw e;
        }
        sending.onComplete(written -> {
            chunks.free(chunk);
            if (written.failed()) {
                end();
            }
        });
    }

    private void end() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        vertx.cancelTimer(timer);
        toSocket.add(Optional.empty());
        chunks.close();
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is given back all the same.
        }
        webSocket.close().onFailure(ignored -> {});
    }
}
