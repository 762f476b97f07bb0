package dev.slipway.standalone.apiserver.webhook;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * What a server behind this one answered to a question of this one itself.
 *
 * @param status HTTP's code
 * @param body all of it
 */
public record BackendReply(int status, Buffer body) {
    /**
     * Waits for all of the answer. Does not leave a request behind that nobody waits for any more.
     *
     * @param request the connection for it
     * @param send sends it
     * @param largest bytes that an answer may have; one that has more fails
     * @throws ExecutionException if there is no whole answer
     */
    public static BackendReply await(
            Future<HttpClientRequest> request,
            Function<HttpClientRequest, Future<HttpClientResponse>> send,
            int largest,
            Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<BackendReply> reply = request.compose(ready -> {
                    // Listens before it sends: an answer may have come to its end before a listener that comes later.
                    Future<BackendReply> whole = ready.response().compose(response -> whole(response, largest));
                    return send.apply(ready).compose(_ -> whole);
                })
                .toCompletionStage()
                .toCompletableFuture();
        try {
            return reply.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!reply.isDone()) {
                request.onSuccess(HttpClientRequest::reset);
            }
        }
    }

    private static Future<BackendReply> whole(HttpClientResponse response, int largest) {
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > largest) {
                response.request().reset();
            }
        });
        return response.end().map(_ -> new BackendReply(response.statusCode(), body));
    }
}
