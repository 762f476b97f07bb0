package dev.slipway.nodeagent.relay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.nodeagent.netns.VsockSocket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS server through which {@code vnc-proxy} reaches the guests of this node. */
public final class RelayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayServer.class);
    private static final String BASE = "/v1/namespaces/:namespace/virtualmachineinstances/:name/";
    private static final String SUBPROTOCOL = "plain.kubevirt.io";
    private static final Duration START = Duration.ofSeconds(20);
    private static final int LARGEST_BODY = 64 << 10;

    /** Viewers send whole clipboards in one message; more than this is no console any more. */
    private static final int LARGEST_MESSAGE = 4 << 20;

    private final Vertx vertx;
    private final HttpServer server;
    private final Guests guests;
    private final PortForward portForward;
    private final VsockStreams vsock;

    /**
     * Where it listens, and with which certificate.
     *
     * @param host IP address or name to listen on
     * @param port 0 for one that is free
     * @param certificate PEM file of the own certificate chain
     * @param key PEM file of its key
     * @param authority PEM file of the authority that callers' certificates come from
     * @param guests by what guests know who calls them
     */
    public record Settings(String host, int port, Path certificate, Path key, Path authority, Identity guests) {
        /** The same certificate for all. */
        public Settings(String host, int port, Path certificate, Path key, Path authority) {
            this(host, port, certificate, key, authority, new Identity(certificate, key));
        }
    }

    /**
     * A certificate as a client.
     *
     * @param certificate PEM file of the chain
     * @param key PEM file of its key
     */
    public record Identity(Path certificate, Path key) {
        PemKeyCertOptions options() {
            return new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
        }
    }

    private RelayServer(Settings settings, Guests guests, VsockStreams.Dialer vsock) {
        this.guests = guests;
        this.vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        this.portForward = new PortForward(vertx);
        this.vsock = new VsockStreams(vertx, vsock, settings.guests().options());
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(settings.port())
                        .setSsl(true)
                        .setSslEngineOptions(Tls.engine())
                        .setKeyCertOptions(certificate(settings))
                        .setTrustOptions(authority(settings))
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setWebSocketSubProtocols(List.of(SUBPROTOCOL))
                        .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                        .setMaxWebSocketMessageSize(LARGEST_MESSAGE)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setTcpNoDelay(true))
                .requestHandler(router());
    }

    /** Starts to listen. */
    public static RelayServer start(Settings settings, Guests guests) throws IOException {
        return start(settings, guests, VsockSocket::dial);
    }

    static RelayServer start(Settings settings, Guests guests, VsockStreams.Dialer vsock) throws IOException {
        var relay = new RelayServer(settings, guests, vsock);
        try {
            relay.server
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START.toMillis(), TimeUnit.MILLISECONDS);
            return relay;
        } catch (ExecutionException | TimeoutException e) {
            relay.close();
            throw new IOException(
                    "the relay cannot listen on %s:%d: %s".formatted(settings.host(), settings.port(), e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            relay.close();
            throw new IOException("interrupted while the relay started", e);
        }
    }

    /** Returns the port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Uses the certificate files as they are now. */
    public void reload(Settings settings) {
        var options = new SSLOptions().setKeyCertOptions(certificate(settings)).setTrustOptions(authority(settings));
        server.updateSSLOptions(options)
                .onFailure(e -> LOG.warn("the relay's new certificate cannot be used: {}", e.getMessage()));
    }

    private static PemKeyCertOptions certificate(Settings settings) {
        return new Identity(settings.certificate(), settings.key()).options();
    }

    private static PemTrustOptions authority(Settings settings) {
        return new PemTrustOptions().addCertPath(settings.authority().toString());
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.get(BASE + "vnc").handler(context -> stream(context, "vnc"));
        router.get(BASE + "console").handler(context -> stream(context, "console"));
        router.get(BASE + "usbredir").handler(context -> stream(context, "usbredir"));
        router.get(BASE + "vsock").handler(this::vsock);
        router.get(BASE + "portforward/:port/:protocol").handler(this::forward);
        router.get(BASE + "screenshot")
                .handler(context -> answer(context, guest -> {
                    byte[] png = GuestCommands.screenshot(guest);
                    return new Answer(200, "image/png", Buffer.buffer(png));
                }));
        for (String question : List.of("guestosinfo", "userlist", "filesystemlist")) {
            router.get(BASE + question)
                    .handler(
                            context -> answer(context, guest -> json(GuestCommands.guestInformation(guest, question))));
        }
        for (String command : List.of("pause", "unpause", "reset", "softreboot", "freeze", "unfreeze")) {
            command(router, command, (guest, body) -> GuestCommands.run(guest, command, body));
        }
        router.get(BASE + "sev/fetchcertchain")
                .handler(context -> answer(context, guest -> json(SevCommands.platform(guest))));
        router.get(BASE + "sev/querylaunchmeasurement")
                .handler(context -> answer(context, guest -> json(SevCommands.measurement(guest))));
        command(router, "sev/injectlaunchsecret", SevCommands::inject);
        command(router, "backup", BackupCommands::backUp);
        command(router, "redefine-checkpoint", BackupCommands::redefine);
        router.route().last().handler(context -> refuse(context, new RelayProblem.Invalid("no such subresource")));
        return router;
    }

    /** What is done to a guest, as a body says. */
    private interface GuestCommand {
        void run(Guest guest, String body) throws RelayProblem.Refused;
    }

    private void command(Router router, String name, GuestCommand command) {
        router.route(HttpMethod.PUT, BASE + name)
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                .handler(context -> answer(context, guest -> {
                    String body = context.body().asString();
                    command.run(guest, body == null ? "" : body);
                    return new Answer(200, "application/json", Buffer.buffer());
                }));
    }

    /** What a request gets. */
    private record Answer(int code, String type, Buffer body) {}

    /** Work on a guest that may block. */
    private interface Work {
        Answer on(Guest guest) throws RelayProblem.Refused;
    }

    private static Answer json(JsonNode body) {
        return new Answer(200, "application/json", Buffer.buffer(body.toString()));
    }

    private void answer(RoutingContext context, Work work) {
        Thread.ofVirtual().name("relay request").start(() -> {
            try {
                Answer answer = work.on(guest(context));
                end(context, answer.code(), answer.type(), answer.body());
            } catch (RelayProblem.Refused e) {
                refuse(context, e.problem());
            } catch (RuntimeException e) {
                LOG.error("{} failed", context.request().path(), e);
                refuse(context, new RelayProblem.Failed("an error of the node-agent; its log says more"));
            }
        });
    }

    /** The request waits, unread, until the guest's socket is there; only then is it made a websocket. */
    private void stream(RoutingContext context, String what) {
        stream(
                context,
                Thread.ofVirtual(),
                () -> new GuestSockets(guests).open(context.pathParam("namespace"), context.pathParam("name"), what));
    }

    private void vsock(RoutingContext context) {
        HttpServerRequest request = context.request();
        stream(context, Thread.ofPlatform().daemon(), () -> {
            VsockTarget target = VsockTarget.of(request.getParam("port"), request.getParam("tls"));
            return vsock.open(guest(context).contextId(), target);
        });
    }

    /** A way to a stream of a guest. */
    private interface Opening {
        ByteChannel open() throws RelayProblem.Refused;
    }

    private void stream(RoutingContext context, Thread.Builder thread, Opening opening) {
        context.request().pause();
        Context loop = vertx.getOrCreateContext();
        thread.name("relay stream").start(() -> {
            try {
                ByteChannel socket = opening.open();
                loop.runOnContext(ignored -> upgrade(context, socket));
            } catch (RelayProblem.Refused e) {
                refuse(context, e.problem());
            }
        });
    }

    /** Runs on the request's event loop, as otherwise the first frames could come before anybody hears them. */
    private void upgrade(RoutingContext context, ByteChannel socket) {
        context.request().toWebSocket().onComplete(upgraded -> {
            if (upgraded.succeeded()) {
                SocketRelay.start(vertx, socket, upgraded.result());
            } else {
                close(socket);
            }
        });
    }

    private void forward(RoutingContext context) {
        context.request().pause();
        Context loop = vertx.getOrCreateContext();
        Thread.ofVirtual().name("relay port").start(() -> {
            try {
                var target = PortForward.Target.of(
                        guest(context).address(), context.pathParam("port"), context.pathParam("protocol"));
                loop.runOnContext(ignored -> portForward
                        .connect(target, () -> context.request().toWebSocket())
                        .onFailure(e -> refuse(context, new RelayProblem.Failed("dialing VM: " + e.getMessage()))));
            } catch (RelayProblem.Refused e) {
                refuse(context, e.problem());
            }
        });
    }

    private Guest guest(RoutingContext context) throws RelayProblem.Refused {
        return guests.of(context.pathParam("namespace"), context.pathParam("name"));
    }

    /** Answers with a {@code metav1.Status}. */
    private static void refuse(RoutingContext context, RelayProblem problem) {
        end(context, problem.code(), "application/json", Buffer.buffer(problem.status()));
    }

    private static void end(RoutingContext context, int code, String type, Buffer body) {
        if (context.response().ended()) {
            return;
        }
        context.request().resume();
        Future<Void> sent = context.response()
                .setStatusCode(code)
                .putHeader("content-type", type)
                .end(body);
        sent.onFailure(
                e -> LOG.debug("{}: the caller hung up: {}", context.request().path(), e.getMessage()));
    }

    private static void close(ByteChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the relay did not end: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
