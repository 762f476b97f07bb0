package dev.slipway.vncproxy.relay;

import dev.slipway.api.names.SlipwayNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls node-agents over mutual TLS; takes up replaced certificates within a minute. */
public final class RelayClient implements Relay {
    private static final Logger LOG = LoggerFactory.getLogger(RelayClient.class);

    /** Subprotocol of raw bytes in binary messages. Source: KubeVirt v1.9.0, {@code client-go/subresources/constants.go}. */
    static final String SUBPROTOCOL = "plain.kubevirt.io";

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    /** A freeze waits for the guest to flush its file systems. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(70);

    private static final Duration CERTIFICATE_CHECK = Duration.ofMinutes(1);

    /** Longest answer to a call: a screenshot of a large screen. */
    private static final int MAX_BODY_BYTES = 32 * 1024 * 1024;

    private static final int MAX_FRAME_BYTES = 1024 * 1024;
    private static final int MAX_CALLS_PER_AGENT = 32;

    private final Vertx vertx;
    private final RelayIdentity identity;
    private final HttpClient calls;
    private final WebSocketClient streams;
    private final long timer;
    private List<Long> version;

    /** A client that shows {@code identity}. */
    public RelayClient(Vertx vertx, RelayIdentity identity) throws IOException {
        this.vertx = vertx;
        this.identity = identity;
        this.version = identity.version();
        this.calls = vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setSslEngineOptions(Tls.engine())
                        .setKeyCertOptions(key(identity))
                        .setTrustOptions(trust(identity))
                        .setConnectTimeout((int) CONNECT_LIMIT.toMillis()),
                new PoolOptions().setHttp1MaxSize(MAX_CALLS_PER_AGENT));
        this.streams = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(true)
                .setVerifyHost(false) // see verified
                .setSslEngineOptions(Tls.engine())
                .setKeyCertOptions(key(identity))
                .setTrustOptions(trust(identity))
                .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(MAX_FRAME_BYTES)
                .setMaxMessageSize(MAX_FRAME_BYTES)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true));
        this.timer = vertx.setPeriodic(CERTIFICATE_CHECK.toMillis(), _ -> takeUpNewCertificates());
    }

    private static PemKeyCertOptions key(RelayIdentity identity) {
        return new PemKeyCertOptions()
                .setCertPath(identity.certificate().toString())
                .setKeyPath(identity.key().toString());
    }

    private static PemTrustOptions trust(RelayIdentity identity) {
        return new PemTrustOptions().addCertPath(identity.authority().toString());
    }

    private void takeUpNewCertificates() {
        try {
            List<Long> present = identity.version();
            if (!present.equals(version)) {
                version = present;
                SSLOptions options =
                        new SSLOptions().setKeyCertOptions(key(identity)).setTrustOptions(trust(identity));
                Future.all(calls.updateSSLOptions(options), streams.updateSSLOptions(options))
                        .onFailure(e -> LOG.warn("the new certificate {} cannot be used", identity.certificate(), e));
            }
        } catch (IOException e) {
            LOG.warn("the certificate {} cannot be read; the old one stays in use", identity.certificate(), e);
        }
    }

    @Override
    public Future<RelayAnswer> call(HttpMethod method, RelayTarget target, Buffer body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setServer(target.address())
                .setHost(SlipwayNames.NODE_AGENT_NAME)
                .setURI(target.path())
                .setTimeout(CALL_LIMIT.toMillis())
                .putHeader("content-type", "application/json");
        return calls.request(options).compose(request -> request.send(body)).compose(RelayClient::answer);
    }

    private static Future<RelayAnswer> answer(HttpClientResponse response) {
        String length = response.getHeader("content-length");
        if (length != null && length.length() > 8 || length != null && Long.parseLong(length) > MAX_BODY_BYTES) {
            response.request().reset();
            return Future.failedFuture(
                    new IOException("the node-agent's answer of %s bytes is too long".formatted(length)));
        }
        String type = response.getHeader("content-type");
        return response.body().map(body -> new RelayAnswer(response.statusCode(), type == null ? "" : type, body));
    }

    @Override
    public Future<GuestStream> open(RelayTarget target) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(target.agent().getHost())
                .setPort(target.address().port())
                .setURI(target.path())
                .setTimeout(CONNECT_LIMIT.toMillis())
                .addSubProtocol(SUBPROTOCOL);
        return streams.connect(options)
                .compose(RelayClient::verified)
                .map(node -> new RemoteStream(vertx, node.pause()));
    }

    /** A websocket of a node-agent. */
    private record RemoteStream(Vertx vertx, WebSocket node) implements GuestStream {
        @Override
        public void join(ServerWebSocket viewer) {
            WebSocketBridge.join(vertx, viewer, node);
        }

        @Override
        public void close() {
            node.close();
        }
    }

    /** A websocket is opened to an address; that the certificate there is a node-agent's is seen before a byte is passed on. */
    private static Future<WebSocket> verified(WebSocket stream) {
        try {
            if (stream.peerCertificates().getFirst() instanceof X509Certificate certificate
                    && names(certificate).contains(SlipwayNames.NODE_AGENT_NAME)) {
                return Future.succeededFuture(stream);
            }
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            LOG.warn("the certificate of {} cannot be read", stream.remoteAddress(), e);
        }
        stream.close();
        return Future.failedFuture(
                new IOException("the certificate of %s is not that of a node-agent: it does not name %s"
                        .formatted(stream.remoteAddress(), SlipwayNames.NODE_AGENT_NAME)));
    }

    private static List<Object> names(X509Certificate certificate) throws CertificateParsingException {
        var names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream().<Object>map(name -> name.get(1)).toList();
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        Future.all(calls.close(), streams.close())
                .onFailure(e -> LOG.warn("the connections to node-agents could not be closed", e));
    }
}
