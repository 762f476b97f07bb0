package dev.slipway.importer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The public way of uploads: checks the token, finds the Pod that waits, and passes the request on to it, with back-pressure.
 *
 * <p>Paths and codes are those of CDI's upload proxy; {@code /v1beta1/upload-resumable} is Slipway's.
 */
public final class UploadProxy implements AutoCloseable {
    /** How long a request waits for the Pod to become ready; as CDI's proxy. */
    private static final Duration READY_WAIT = Duration.ofSeconds(10);

    private static final Duration READY_POLL = Duration.ofMillis(250);

    /** How long a client that was answered may send on. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private static final int LONGEST_ANSWER = 64 << 10;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int IDLE_SECONDS = 3600;
    private static final List<String> PASSED_BACK =
            List.of("Content-Type", "Upload-Offset", "Upload-Length", "X-Slipway-Problem", "Allow", "Cache-Control");
    private static final List<String> PASSED_ON =
            List.of("Content-Type", "Content-Length", "Upload-Offset", "Upload-Length");

    private final Vertx vertx;
    private final UploadTargets targets;
    private final UploadTokenKey key;
    private final InstantSource clock;
    private final HttpClient client;
    private final int port;

    /**
     * The client side of the connections to upload Pods, PEM files.
     *
     * @param certificate certificate by which the Pods know the proxy
     * @param key its key, PKCS #8
     * @param authority authority that has signed the Pods' certificates
     */
    public record Tls(Path certificate, Path key, Path authority) {}

    public UploadProxy(Vertx vertx, UploadTargets targets, UploadTokenKey key, Tls tls, InstantSource clock) {
        this(vertx, targets, key, tls, clock, UploadPod.PORT);
    }

    UploadProxy(Vertx vertx, UploadTargets targets, UploadTokenKey key, Tls tls, InstantSource clock, int port) {
        this.vertx = vertx;
        this.targets = targets;
        this.key = key;
        this.clock = clock;
        this.port = port;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(tls.authority().toString()))
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setKeepAlive(false));
    }

    /** Returns the router of {@code /v1beta1/upload…} and {@code /v1alpha1/upload…}; mount it at the root. */
    public Router router() {
        Router router = Router.router(vertx);
        for (String version : List.of("/v1beta1/", "/v1alpha1/")) {
            for (String name : List.of("upload", "upload-async", "upload-form", "upload-form-async")) {
                route(router, version + name, Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.HEAD));
            }
        }
        route(router, "/v1beta1/upload-resumable", Set.of(HttpMethod.PATCH, HttpMethod.HEAD));
        return router;
    }

    private void route(Router router, String path, Set<HttpMethod> methods) {
        // any origin: the token is in a header that no browser adds by itself
        router.route(path)
                .handler(CorsHandler.create()
                        .allowedMethods(methods)
                        .allowedHeaders(Set.of("Authorization", "Content-Type", "Upload-Offset", "Upload-Length"))
                        .exposedHeaders(Set.of("Upload-Offset", "Upload-Length", "X-Slipway-Problem")));
        for (HttpMethod method : methods) {
            router.route(method, path).handler(this::handle);
        }
        router.route(path)
                .handler(context -> refuse(
                        context.request(),
                        405,
                        "This path does not take " + context.request().method() + "."));
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.pause();
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            refuse(
                    request,
                    400,
                    "The header 'Authorization: Bearer <token>' is missing; get a token by an UploadTokenRequest.");
            return;
        }
        Optional<UploadToken> token =
                UploadToken.verify(authorization.substring(7).strip(), key, clock.instant());
        if (token.isEmpty()) {
            refuse(
                    request,
                    401,
                    "The upload token is not valid or older than 5 minutes; get a new one by an UploadTokenRequest.");
            return;
        }
        pass(request, token.get(), clock.instant().plus(READY_WAIT));
    }

    private void pass(HttpServerRequest request, UploadToken token, Instant deadline) {
        find(token, deadline)
                .onSuccess(target -> pass(request, token, deadline, target))
                .onFailure(cause ->
                        refuse(request, 503, "The claim cannot be looked up at present: " + cause.getMessage()));
    }

    private Future<UploadTarget> find(UploadToken token, Instant deadline) {
        return vertx.executeBlocking(() -> targets.find(token.namespace(), token.claim()), false)
                .compose(target -> {
                    boolean again = target instanceof UploadTarget.NotReady
                            && clock.instant().isBefore(deadline);
                    return again
                            ? vertx.timer(READY_POLL.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                                    .compose(_ -> find(token, deadline))
                            : Future.succeededFuture(target);
                });
    }

    private void pass(HttpServerRequest request, UploadToken token, Instant deadline, UploadTarget target) {
        String claim = "'" + token.namespace() + "/" + token.claim() + "'";
        switch (target) {
            case UploadTarget.Ready ready ->
                connect(request, ready)
                        .onSuccess(onward -> exchange(request, onward))
                        .onFailure(cause -> unreached(request, token, deadline, cause));
            case UploadTarget.NotReady not ->
                refuse(
                        request,
                        503,
                        "The volume " + claim + " cannot take the upload yet: " + not.reason()
                                + "; try again in a moment.");
            case UploadTarget.Filled _ ->
                refuse(request, 409, "The volume " + claim + " has its disk already; upload to a new one.");
            case UploadTarget.NotForUpload _ ->
                refuse(
                        request,
                        400,
                        "The volume " + claim + " takes no upload; create a DataVolume with source.upload.");
            case UploadTarget.Missing _ ->
                refuse(request, 404, "There is no volume " + claim + "; create a DataVolume with source.upload first.");
        }
    }

    /** A Pod that has just ended is called ready for a moment yet: nothing was sent, so another may take it. */
    private void unreached(HttpServerRequest request, UploadToken token, Instant deadline, Throwable cause) {
        if (request.response().closed()) {
            return;
        }
        if (clock.instant().isBefore(deadline)) {
            vertx.setTimer(READY_POLL.toMillis(), _ -> pass(request, token, deadline));
        } else {
            refuse(request, 503, "The Pod that takes the upload cannot be reached: " + cause.getMessage());
        }
    }

    private Future<HttpClientRequest> connect(HttpServerRequest request, UploadTarget.Ready target) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setServer(SocketAddress.inetSocketAddress(port, target.address()))
                .setHost(target.serverName())
                .setPort(port)
                .setURI(request.path());
        return client.request(options);
    }

    private void exchange(HttpServerRequest request, HttpClientRequest onward) {
        for (String name : PASSED_ON) {
            String value = request.getHeader(name);
            if (value != null) {
                onward.putHeader(name, value);
            }
        }
        onward.setChunked(request.getHeader(HttpHeaders.CONTENT_LENGTH) == null
                && !request.method().equals(HttpMethod.HEAD));
        onward.exceptionHandler(_ -> {}); // each failure ends one of the futures below
        onward.response()
                .onSuccess(response -> answer(request, response))
                .onFailure(cause -> refuse(
                        request,
                        502,
                        "The Pod that takes the upload ended or cannot be reached any more (" + cause.getMessage()
                                + "), so what was sent may be lost; send the upload again,"
                                + " which waits until another Pod takes it."));
        if (request.method().equals(HttpMethod.HEAD)) {
            request.resume();
            onward.end();
        } else {
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            // the client went away: the Pod must see a cut, not an end
            request.pipe().endOnFailure(false).to(onward).onFailure(_ -> onward.reset());
        }
    }

    private static void answer(HttpServerRequest request, HttpClientResponse response) {
        HttpServerResponse answer = request.response();
        if (answer.ended() || answer.closed()) {
            return;
        }
        answer.setStatusCode(response.statusCode());
        for (String name : PASSED_BACK) {
            String value = response.getHeader(name);
            if (value != null) {
                answer.putHeader(name, value);
            }
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            answer.end();
        } else {
            sentence(response).onSuccess(answer::end).onFailure(_ -> answer.reset());
        }
    }

    /** What an upload Pod answers is a sentence; a Pod that users made in its place may say more than all users' proxy can hold. */
    private static Future<Buffer> sentence(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer said = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(_ -> whole.tryComplete(said));
        response.handler(part -> {
            if (said.length() + part.length() <= LONGEST_ANSWER) {
                said.appendBuffer(part);
            } else if (whole.tryFail("the answer of the upload Pod is longer than " + LONGEST_ANSWER + " bytes")) {
                response.request().reset();
            }
        });
        return whole.future();
    }

    /**
     * Answers, and reads over what the client still sends, so that it gets to see the answer; then the connection ends, as the
     * answer says: a client that waits for that would stand still.
     */
    private void refuse(HttpServerRequest request, int status, String sentence) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader("Content-Type", "text/plain; charset=utf-8");
        if (request.version() != HttpVersion.HTTP_2) {
            response.putHeader("Connection", "close");
        }
        Future<Void> answered = response.end(request.method().equals(HttpMethod.HEAD) ? "" : sentence + "\n");
        request.handler(_ -> {}).resume();
        if (request.version() != HttpVersion.HTTP_2) {
            long end =
                    vertx.setTimer(LINGER.toMillis(), _ -> request.connection().close());
            answered.compose(_ -> request.end()).onComplete(_ -> {
                vertx.cancelTimer(end);
                request.connection().close();
            });
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
