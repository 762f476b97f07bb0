package dev.slipway.standalone.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.aggregate.Aggregator;
import dev.slipway.standalone.apiserver.collect.Collector;
import dev.slipway.standalone.apiserver.collect.Servant;
import dev.slipway.standalone.apiserver.discovery.ServerVersion;
import dev.slipway.standalone.apiserver.http.Dispatch;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.openapi.BuiltInSchemas;
import dev.slipway.standalone.apiserver.policy.PolicyAdmission;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import dev.slipway.standalone.apiserver.resource.BuiltInTypes;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoreException;
import dev.slipway.standalone.apiserver.store.Write;
import dev.slipway.standalone.apiserver.verbs.Commit;
import dev.slipway.standalone.apiserver.verbs.Verbs;
import dev.slipway.standalone.apiserver.webhook.WebhookAdmission;
import dev.slipway.vncproxy.relay.WebSocketSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Kubernetes API server for one machine, in this process, with its state in one file. */
public final class ApiServer implements AutoCloseable {
    private static final long START_SECONDS = 30;
    private static final long REQUEST_SECONDS = 5;
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final int LONGEST_HEADERS = 64 << 10;
    private static final int LONGEST_LINE = 32 << 10;

    private final ApiServerSettings settings;
    private final Vertx vertx;
    private final ObjectStore store;
    private final ExecutorService threads;
    private final Collector collector;
    private final HttpServer server;
    private final WebhookAdmission admission;
    private final Dispatch dispatch;
    private final Aggregator others;
    private volatile @Nullable HttpServer inside;

    private ApiServer(ApiServerSettings settings, Vertx vertx, Access access, ObjectStore store, Clock clock) {
        this.settings = settings;
        this.store = store;
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("apiserver-request-", 0).factory());
        this.vertx = vertx;
        ResourceRegistry registry = new ResourceRegistry(BuiltInSchemas.addTo(BuiltInTypes.all()));
        Commit commit = new Commit(store, registry);
        commit.serveDefinitions();
        Admission policies = new PolicyAdmission(
                store, registry, access.authorizer(), access.guard().apply(settings.admission()));
        this.admission = new WebhookAdmission(vertx, store, registry, access.authorizer(), policies);
        Verbs verbs = new Verbs(store, commit, admission, clock);
        this.others = Aggregator.start(
                vertx,
                store,
                Stream.concat(
                                BuiltInTypes.all().stream(),
                                access.resources().stream().map(VirtualResource::type))
                        .toList(),
                settings.frontProxy(),
                new Servant(verbs, registry, "kube-aggregator"),
                clock);
        this.dispatch = dispatch(access, registry, verbs);
        this.server = vertx.createHttpServer(options(settings.tls()));
        server.requestHandler(dispatch);
        // A client that breaks off is no news.
        server.exceptionHandler(_ -> {});
        this.collector = Collector.start(store, registry, verbs, clock);
    }

    /**
     * Opens the data file and listens.
     *
     * @throws IOException if the file cannot be used or the address is taken; the message says which
     */
    public static ApiServer start(ApiServerSettings settings) throws IOException {
        return start(settings, eventLoops());
    }

    /** Returns event loops as the server needs them; it closes them when it is closed. */
    public static Vertx eventLoops() {
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setUseDaemonThread(true));
    }

    /** As {@link #start(ApiServerSettings)}, on event loops that the routers of aggregated APIs were made for. */
    public static ApiServer start(ApiServerSettings settings, Vertx vertx) throws IOException {
        ObjectStore store = ObjectStore.open(settings.dataFile());
        Clock clock = Clock.systemUTC();
        Access access = settings.access().of(new StoredAccessObjects(store));
        seed(store, clock);
        InitialObjects.store(store, access.initialObjects(), clock.instant());
        InitialObjects.storeAuthorities(store, settings, clock.instant());
        ApiServer server = new ApiServer(settings, vertx, access, store, clock);
        try {
            server.listen();
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void listen() throws IOException {
        listen(server, settings.port(), settings.host());
    }

    /**
     * Listens without TLS, too, on a free port of the loopback device, for clients in this process: they need no proof of
     * who answers there, and TLS would cost them more than all else. Tokens are asked for as everywhere.
     *
     * @return the address
     */
    public URI listenInside() throws IOException {
        HttpServer plain = vertx.createHttpServer(options(Optional.empty()));
        plain.requestHandler(dispatch);
        plain.exceptionHandler(_ -> {});
        listen(plain, 0, "127.0.0.1");
        inside = plain;
        return URI.create("http://127.0.0.1:" + plain.actualPort());
    }

    private static void listen(HttpServer server, int port, String host) throws IOException {
        try {
            server.listen(port, host).toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "The API server cannot listen on %s:%d: %s. Choose another address or stop what uses this one."
                            .formatted(host, port, cause(e).getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The start of the API server was interrupted.", e);
        }
    }

    private Dispatch dispatch(Access access, ResourceRegistry registry, Verbs verbs) {
        return Dispatch.of(
                vertx,
                threads,
                new Dispatch.Parts(
                        access.authenticator(),
                        access.authorizer(),
                        settings.aggregated(),
                        others,
                        settings.connected(),
                        access.resources(),
                        store,
                        registry,
                        verbs,
                        new ServerVersion(settings.version(), "linux/" + System.getProperty("os.arch"))));
    }

    private static HttpServerOptions options(Optional<TlsMaterial> security) {
        HttpServerOptions options = WebSocketSettings.apply(new HttpServerOptions())
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setHandle100ContinueAutomatically(true)
                .addWebSocketSubProtocol("v4.channel.k8s.io")
                .addWebSocketSubProtocol("base64.binary.k8s.io");
        security.ifPresent(tls -> {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addCertPath(tls.certificate().toString())
                            .addKeyPath(tls.key().toString()));
            tls.clientAuthority()
                    .ifPresent(authority -> options.setClientAuth(ClientAuth.REQUEST)
                            .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString())));
        });
        return options;
    }

    private static void seed(ObjectStore store, Clock clock) throws StoreException {
        for (ObjectNode namespace : InitialObjects.namespaces(clock.instant())) {
            ObjectKey key = new ObjectKey(NAMESPACES, "", Metadata.name(namespace));
            if (store.get(key).isEmpty()) {
                store.write(new Write.Put(key, Write.ABSENT, namespace));
            }
        }
    }

    private static Throwable cause(Exception e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /** Returns the port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Returns where clients find it. */
    public URI address() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return URI.create((settings.tls().isPresent() ? "https://" : "http://") + host + ":" + port());
    }

    /** Requests that are under way answer on event loops, which must not be gone yet. */
    private void endRequests() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(REQUEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all connections, writes what waits, closes the file. */
    @Override
    public void close() throws IOException {
        try {
            HttpServer plain = inside;
            if (plain != null) {
                plain.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
            }
            server.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
            collector.close();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The API server did not stop listening in time.", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            endRequests();
            others.close();
            admission.close();
            vertx.close();
            store.close();
        }
    }
}
