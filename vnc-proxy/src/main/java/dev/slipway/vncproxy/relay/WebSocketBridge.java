package dev.slipway.vncproxy.relay;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;

/**
 * Two websockets joined to one stream: what comes from one goes to the other, at the pace of the slower, and the end of one
 * is the end of both. Runs on the event loop of the viewer; both sides must be paused when joined.
 */
public final class WebSocketBridge {
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ofMinutes(1));

    /** Bytes that may wait for a side before the other is paused. */
    private static final int QUEUE_BYTES = 256 * 1024;

    private static final Buffer PING = Buffer.buffer("slipway");

    /**
     * How long a side may be gone without being told.
     *
     * @param pingInterval time between two pings
     * @param silence time without an answer after which a side is lost
     * @param stuck time without taking data after which a side is lost
     */
    record Patience(Duration pingInterval, Duration silence, Duration stuck) {}

    private final Vertx vertx;
    private final Patience patience;
    private final Side viewer;
    private final Side node;
    private final long timer;
    private boolean ended;

    private WebSocketBridge(Vertx vertx, WebSocketBase viewer, WebSocketBase node, Patience patience) {
        this.vertx = vertx;
        this.patience = patience;
        this.viewer = new Side(viewer);
        this.node = new Side(node);
        this.timer = vertx.setPeriodic(patience.pingInterval().toMillis(), _ -> check());
    }

    /** Joins the two until one ends. */
    public static void join(Vertx vertx, WebSocketBase viewer, WebSocketBase node) {
        join(vertx, viewer, node, PATIENCE);
    }

    static void join(Vertx vertx, WebSocketBase viewer, WebSocketBase node, Patience patience) {
        if (viewer.isClosed() || node.isClosed()) { // one left while the other was being opened
            close(viewer, StreamEnd.NODE_LOST);
            close(node, StreamEnd.VIEWER_LEFT);
        } else {
            new WebSocketBridge(vertx, viewer, node, patience).start();
        }
    }

    /** One of the two, and when it was heard or took data last. */
    private static final class Side {
        final WebSocketBase socket;
        long heardAt = System.nanoTime();
        long stuckSince;
        boolean paused;

        Side(WebSocketBase socket) {
            this.socket = socket.setWriteQueueMaxSize(QUEUE_BYTES);
        }

        void heard() {
            heardAt = System.nanoTime();
        }

        /** A paused side is not read, so it cannot be heard. */
        boolean isSilent(long now, Patience patience) {
            return !paused && now - heardAt > patience.silence().toNanos();
        }

        boolean isStuck(long now, Patience patience) {
            return stuckSince != 0 && now - stuckSince > patience.stuck().toNanos();
        }
    }

    private void start() {
        connect(viewer, node);
        connect(node, viewer);
        viewer.socket.closeHandler(
                _ -> end(node, StreamEnd.passedOn(code(viewer), reason(viewer), StreamEnd.VIEWER_LEFT)));
        node.socket.closeHandler(_ -> end(viewer, StreamEnd.passedOn(code(node), reason(node), StreamEnd.NODE_LOST)));
        viewer.socket.resume();
        node.socket.resume();
    }

    private static short code(Side side) {
        Short code = side.socket.closeStatusCode();
        return code == null ? 0 : code;
    }

    private static String reason(Side side) {
        String reason = side.socket.closeReason();
        return reason == null ? "" : reason;
    }

    private void connect(Side from, Side to) {
        from.socket.frameHandler(frame -> {
            from.heard();
            boolean data = frame.isBinary() || frame.isText() || frame.isContinuation();
            if (data && !ended && !to.socket.isClosed()) {
                pass(frame, from, to);
            }
        });
        from.socket.pongHandler(_ -> from.heard());
        from.socket.exceptionHandler(_ -> {}); // the close handler follows
    }

    private static void pass(WebSocketFrame frame, Side from, Side to) {
        to.socket.writeFrame(binary(frame));
        if (!to.socket.isClosed() && to.socket.writeQueueFull()) {
            from.socket.pause();
            from.paused = true;
            to.stuckSince = System.nanoTime();
            to.socket.drainHandler(_ -> {
                to.stuckSince = 0;
                from.paused = false;
                from.heard();
                from.socket.resume();
            });
        }
    }

    /** Text from a viewer is bytes to a guest. */
    private static WebSocketFrame binary(WebSocketFrame frame) {
        return frame.isContinuation()
                ? WebSocketFrame.continuationFrame(frame.binaryData(), frame.isFinal())
                : WebSocketFrame.binaryFrame(frame.binaryData(), frame.isFinal());
    }

    private void check() {
        long now = System.nanoTime();
        if (viewer.isSilent(now, patience)) {
            end(viewer, StreamEnd.VIEWER_SILENT);
            end(node, StreamEnd.VIEWER_SILENT);
        } else if (viewer.isStuck(now, patience)) {
            end(viewer, StreamEnd.VIEWER_STUCK);
            end(node, StreamEnd.VIEWER_STUCK);
        } else if (node.isSilent(now, patience) || node.isStuck(now, patience)) {
            end(viewer, StreamEnd.NODE_LOST);
            end(node, StreamEnd.NODE_LOST);
        } else {
            viewer.socket.writePing(PING);
            node.socket.writePing(PING);
        }
    }

    private void end(Side side, StreamEnd how) {
        if (!ended) {
            ended = true;
            vertx.cancelTimer(timer);
        }
        close(side.socket, how);
    }

    private static void close(WebSocketBase socket, StreamEnd how) {
        if (!socket.isClosed()) {
            socket.resume(); // a paused socket would not see the answer to its close
            socket.close(how.code(), how.reason());
        }
    }
}
