package dev.slipway.standalone.apiserver.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.TlsMaterial;
import dev.slipway.standalone.apiserver.kubectl.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bouncycastle.asn1.x509.GeneralName;

/** A server of an API of its own, {@code things}, behind the one under test. It notes who asks. */
final class ExtensionServer implements AutoCloseable {
    private static final String SERVICE = "extension";

    /** Who asked. */
    record Asked(String method, String uri, Map<String, List<String>> headers, String clientCertificate) {}

    private final Cluster cluster;
    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final TlsMaterial tls;
    private final HttpServer server;
    private final Map<String, Consumer<HttpServerRequest>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** Believes whom the server under test says it shall believe. */
    ExtensionServer(Cluster cluster) {
        this.cluster = cluster;
        try {
            folder = Files.createTempDirectory("slipway-extension");
            tls = SelfSigned.in(
                    folder,
                    SERVICE,
                    new GeneralName(GeneralName.dNSName, SERVICE + "." + cluster.namespace() + ".svc"));
            String authority =
                    authentication(cluster).path("requestheader-client-ca-file").asText();
            server = vertx.createHttpServer(new HttpServerOptions()
                            .setSsl(true)
                            .setClientAuth(ClientAuth.REQUEST)
                            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority)))
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .addCertPath(tls.certificate().toString())
                                    .addKeyPath(tls.key().toString())))
                    .requestHandler(this::answer)
                    .exceptionHandler(_ -> {})
                    .listen(0, "0.0.0.0")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        at("/apis/" + group() + "/v1", request -> json(request, things(group())));
    }

    private static String things(String group) {
        return """
                {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "%s/v1", "resources": [
                 {"name": "things", "singularName": "thing", "namespaced": true, "kind": "Thing",
                  "verbs": ["create", "get", "list", "watch"], "shortNames": ["th"]},
                 {"name": "things/status", "singularName": "", "namespaced": true, "kind": "Thing", "verbs": ["get"]}]}""".formatted(group);
    }

    /** Returns what the server under test publishes for servers behind it. */
    static JsonNode authentication(Cluster cluster) {
        return cluster.api()
                .get("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication")
                .body()
                .path("data");
    }

    private void answer(HttpServerRequest request) {
        asked.add(new Asked(request.method().name(), request.uri(), headers(request), client(request)));
        Consumer<HttpServerRequest> answer = answers.get(request.path());
        if (answer == null) {
            request.response().setStatusCode(404).end("404 page not found\n");
        } else {
            answer.accept(request);
        }
    }

    private static Map<String, List<String>> headers(HttpServerRequest request) {
        Map<String, List<String>> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers()
                .names()
                .forEach(name -> headers.put(name, request.headers().getAll(name)));
        return headers;
    }

    private static String client(HttpServerRequest request) {
        try {
            X509Certificate certificate = (X509Certificate) request.sslSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException _) {
            return "";
        }
    }

    ExtensionServer at(String path, Consumer<HttpServerRequest> answer) {
        answers.put(path, answer);
        return this;
    }

    static void json(HttpServerRequest request, String text) {
        request.response().putHeader("Content-Type", "application/json").end(text);
    }

    /** Sends as much as the other side takes, without an end, and counts it. */
    static void endlessly(HttpServerResponse response, AtomicLong sent) {
        Buffer chunk = Buffer.buffer(new byte[64 << 10]);
        response.write(chunk).onSuccess(_ -> {
            sent.addAndGet(chunk.length());
            endlessly(response, sent);
        });
    }

    /** Returns who asked for a path, in order. */
    List<Asked> asked(String path) {
        return asked.stream()
                .filter(one -> one.uri().equals(path) || one.uri().startsWith(path + "?"))
                .toList();
    }

    String group() {
        return cluster.namespace() + ".slipway.dev";
    }

    String things() {
        return "/apis/" + group() + "/v1/namespaces/" + cluster.namespace() + "/things";
    }

    /** Makes the Service that leads here. */
    void serve() {
        created("services", """
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "%s"},
                 "spec": {"ports": [{"port": 443, "targetPort": %d}]}}""".formatted(SERVICE, server.actualPort()));
    }

    /** Tells the Service where this server is. */
    void announce() {
        created("endpoints", """
                {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "%s"},
                 "subsets": [{"addresses": [{"ip": "%s"}], "ports": [{"port": %d}]}]}""".formatted(SERVICE, address(), server.actualPort()));
    }

    private void created(String plural, String object) {
        ApiClient.Reply reply = cluster.api().post(cluster.core(plural), object);
        if (reply.code() != 201) {
            throw new AssertionError(reply.text());
        }
    }

    /** Kubernetes takes no loopback address for an endpoint. */
    private static String address() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address
                            && !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElse("127.0.0.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the registration of its API, for a test to change. */
    ObjectNode registration() {
        ObjectNode object = ApiClient.JSON
                .createObjectNode()
                .put("apiVersion", "apiregistration.k8s.io/v1")
                .put("kind", "APIService");
        object.putObject("metadata").put("name", "v1." + group());
        ObjectNode spec = object.putObject("spec")
                .put("group", group())
                .put("version", "v1")
                .put("groupPriorityMinimum", 1000)
                .put("versionPriority", 15)
                .put("caBundle", authority());
        spec.putObject("service").put("name", SERVICE).put("namespace", cluster.namespace());
        return object;
    }

    /** Returns its certificate as registrations have it. */
    private String authority() {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(tls.certificate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Asked> lastAsked(String path) {
        List<Asked> all = asked(path);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    @Override
    public void close() throws IOException {
        server.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
