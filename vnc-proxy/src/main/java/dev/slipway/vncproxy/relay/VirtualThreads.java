package dev.slipway.vncproxy.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Runs blocking work beside the event loop. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /** Returns the result of {@code work}, delivered on the caller's event loop. */
    public static <T> Future<T> call(Vertx vertx, Callable<T> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        Thread.ofVirtual().name("vnc-proxy").start(() -> {
            try {
                T result = work.call();
                context.runOnContext(_ -> promise.complete(result));
            } catch (Exception e) {
                context.runOnContext(_ -> promise.fail(e));
            }
        });
        return promise.future();
    }
}
