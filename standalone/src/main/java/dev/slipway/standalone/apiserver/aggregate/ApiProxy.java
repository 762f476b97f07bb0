package dev.slipway.standalone.apiserver.aggregate;

import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.webhook.ClientPool;
import dev.slipway.standalone.apiserver.webhook.ConnectionFailure;
import dev.slipway.standalone.apiserver.webhook.ServicePlace;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.Locale;
import java.util.Set;

/**
 * Hands a request on to the server of a registered API, and its answer back, as they come: neither side is read faster than the
 * other takes it, and whichever leaves ends both. Runs on the event loop of the request.
 */
public final class ApiProxy {
    /** They are about one connection. Source: RFC 9110 §7.6.1. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "proxy-connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String UNAVAILABLE = "service unavailable";
    private static final int SWITCHING = 101;

    private final ApiBackend backend;

    ApiProxy(ApiBackend backend) {
        this.backend = backend;
    }

    /** @param request paused */
    public void serve(RegisteredApi api, HttpServerRequest request, Caller caller) {
        if (!api.available()) {
            refuse(request, 503, UNAVAILABLE);
            return;
        }
        SocketAddress place;
        ClientPool<HttpClient>.Lease lease;
        try {
            place = backend.place(api);
            lease = backend.lease(api);
        } catch (ServicePlace.Nobody _) {
            refuse(request, 503, UNAVAILABLE);
            return;
        } catch (IllegalArgumentException e) {
            refuse(request, 500, "unable to load root certificates: " + e.getMessage());
            return;
        }
        boolean upgrade = request.headers().contains(HttpHeaders.UPGRADE);
        RequestOptions wanted = new RequestOptions()
                .setMethod(request.method())
                .setURI(request.uri())
                .setServer(place)
                .setHeaders(headers(request, caller, upgrade));
        ApiBackend.request(lease.client(), api, wanted)
                .onFailure(failure -> {
                    lease.close();
                    unreachable(request, failure, place);
                })
                .onSuccess(there -> {
                    if (request.response().closed()) { // the client left meanwhile, and no handler would hear of it
                        lease.close();
                        there.reset();
                        return;
                    }
                    request.response().endHandler(_ -> lease.close());
                    request.response().closeHandler(_ -> there.reset());
                    if (upgrade) {
                        tunnel(request, there, place, lease::close);
                    } else {
                        exchange(request, there, place);
                    }
                });
    }

    private static MultiMap headers(HttpServerRequest request, Caller caller, boolean upgrade) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        copy(request.headers(), headers);
        headers.remove(HttpHeaders.HOST);
        RemoteCaller.putOnWire(caller, headers);
        String client = request.remoteAddress().hostAddress();
        String before = headers.get("X-Forwarded-For");
        headers.set("X-Forwarded-For", before == null ? client : before + ", " + client);
        if (upgrade) {
            headers.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
            headers.set(HttpHeaders.UPGRADE, request.getHeader(HttpHeaders.UPGRADE));
        }
        return headers;
    }

    private static void copy(MultiMap from, MultiMap to) {
        from.forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                to.add(name, value);
            }
        });
    }

    private static void exchange(HttpServerRequest request, HttpClientRequest there, SocketAddress place) {
        there.response()
                .onSuccess(answer -> answer(request, there, answer))
                .onFailure(failure -> unreachable(request, failure, place));
        if (hasBody(request)) {
            if (request.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
                there.setChunked(true);
            }
            request.pipeTo(there).onFailure(_ -> there.reset());
        } else {
            request.resume();
            there.end();
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || !reads && !request.isEnded();
    }

    private static void answer(HttpServerRequest request, HttpClientRequest there, HttpClientResponse answer) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            there.reset();
            return;
        }
        if (answer.statusCode() >= 300
                && answer.statusCode() <= 399
                && answer.getHeader(HttpHeaders.LOCATION) != null) {
            there.reset();
            refuse(request, 502, "the backend attempted to redirect this request, which is not permitted");
            return;
        }
        response.setStatusCode(answer.statusCode());
        copyAnswer(answer, response);
        if (answer.getHeader(HttpHeaders.CONTENT_LENGTH) == null
                && !request.method().equals(HttpMethod.HEAD)) {
            response.setChunked(true);
        }
        if (response.isChunked()) {
            // Who watches wants to know at once that the watch has begun.
            response.write(Buffer.buffer());
        }
        answer.pipe().endOnFailure(false).to(response).onFailure(_ -> response.reset());
    }

    /** One by one: only so does Vert.x write names in lower case, which HTTP/2 demands. */
    private static void copyAnswer(HttpClientResponse answer, HttpServerResponse response) {
        answer.headers().forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                response.headers().add(name, value);
            }
        });
    }

    /** From the switch of protocols on both sides send what they like. */
    private static void tunnel(
            HttpServerRequest request, HttpClientRequest there, SocketAddress place, Runnable ended) {
        there.connect()
                .onFailure(failure -> unreachable(request, failure, place))
                .onSuccess(answer -> {
                    if (answer.statusCode() != SWITCHING) {
                        request.resume();
                        answer(request, there, answer);
                        return;
                    }
                    NetSocket far = answer.netSocket();
                    far.pause();
                    copyAnswer(answer, request.response());
                    request.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
                    request.response().headers().set(HttpHeaders.UPGRADE, answer.getHeader(HttpHeaders.UPGRADE));
                    // The response tells nothing of its end any more.
                    far.closeHandler(_ -> ended.run());
                    request.toNetSocket()
                            .onSuccess(near -> join(near, far, ended))
                            .onFailure(_ -> far.close());
                });
    }

    private static void join(NetSocket near, NetSocket far, Runnable ended) {
        near.closeHandler(_ -> far.close());
        far.closeHandler(_ -> {
            ended.run();
            near.close();
        });
        near.pipeTo(far);
        far.pipeTo(near);
    }

    private static void unreachable(HttpServerRequest request, Throwable failure, SocketAddress place) {
        refuse(request, 503, "error trying to reach service: " + ConnectionFailure.sentence(failure, place));
    }

    private static void refuse(HttpServerRequest request, int code, String sentence) {
        HttpServerResponse response = request.response();
        if (!request.isEnded()) {
            request.resume();
        }
        if (response.headWritten()) {
            response.reset();
        } else if (!response.closed()) {
            response.setStatusCode(code)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("Cache-Control", "no-cache, private")
                    .end(sentence + "\n");
        }
    }
}
