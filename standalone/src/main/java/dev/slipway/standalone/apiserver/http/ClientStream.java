package dev.slipway.standalone.apiserver.http;

import dev.slipway.standalone.apiserver.watch.EventSink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** A stream to one client that holds a bounded number of bytes and cuts a client that takes none for too long. */
final class ClientStream implements EventSink {
    private static final long MOST_BYTES_IN_FLIGHT = 1 << 20;
    private static final long PATIENCE_SECONDS = 30;

    private final Context context;
    private final Function<Buffer, Future<Void>> write;
    private final Runnable end;
    private final Runnable cut;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long inFlight;
    private boolean open = true;

    private ClientStream(Context context, Function<Buffer, Future<Void>> write, Runnable end, Runnable cut) {
        this.context = context;
        this.write = write;
        this.end = end;
        this.cut = cut;
    }

    /** Begins a chunked response. */
    static ClientStream of(Context context, HttpServerResponse response) {
        ClientStream stream = new ClientStream(context, response::write, response::end, response::reset);
        context.runOnContext(_ -> {
            response.closeHandler(_ -> stream.close());
            response.exceptionHandler(_ -> stream.close());
            response.setChunked(true).putHeader("Content-Type", "application/json");
            response.putHeader("Cache-Control", "no-cache, private");
            response.write(Buffer.buffer());
        });
        return stream;
    }

    static ClientStream of(Context context, ServerWebSocket socket) {
        ClientStream stream = new ClientStream(
                context,
                event -> socket.writeTextMessage(event.toString()),
                () -> socket.close(),
                () -> socket.close());
        context.runOnContext(_ -> {
            socket.closeHandler(_ -> stream.close());
            socket.exceptionHandler(_ -> stream.close());
        });
        return stream;
    }

    @Override
    public boolean send(Buffer event) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (open && inFlight > MOST_BYTES_IN_FLIGHT && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (open && inFlight > MOST_BYTES_IN_FLIGHT) {
                open = false;
                context.runOnContext(_ -> cut.run());
            }
            if (!open) {
                return false;
            }
            inFlight += event.length();
        } finally {
            lock.unlock();
        }
        context.runOnContext(_ -> write.apply(event).onComplete(done -> written(event.length(), done.succeeded())));
        return true;
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end() {
        close();
        context.runOnContext(_ -> end.run());
    }

    private void written(int bytes, boolean succeeded) {
        lock.lock();
        try {
            inFlight -= bytes;
            open &= succeeded;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void close() {
        lock.lock();
        try {
            open = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
