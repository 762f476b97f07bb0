package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Asks webhooks over HTTPS. */
final class WebhookClient {
    private static final int LARGEST_ANSWER = 3 << 20;
    private static final int MOST_AUTHORITIES = 64;
    private static final int MOST_CALLS_PER_ADDRESS = 256;
    private static final int LAST_PORT = 65_535;

    private final Vertx vertx;
    private final ServicePlace services;
    private final ClientPool<HttpClient> byAuthority =
            new ClientPool<>(MOST_AUTHORITIES, this::connect, HttpClient::close);

    WebhookClient(Vertx vertx, ServicePlace services) {
        this.vertx = vertx;
        this.services = services;
    }

    /** There was no answer; the message says why, in kube-apiserver's words where it has such. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        Unanswered(String message) {
            super(message);
        }
    }

    /** Returns the document that came back. */
    JsonNode ask(Webhook webhook, WebhookQuestion question) throws Unanswered, InterruptedException {
        try {
            return asked(webhook, question);
        } catch (RuntimeException e) { // an address that nobody can connect to
            throw new Unanswered("failed to call webhook: " + e.getMessage());
        }
    }

    private JsonNode asked(Webhook webhook, WebhookQuestion question) throws Unanswered, InterruptedException {
        String wait = "timeout=" + webhook.timeout().toSeconds() + "s";
        return switch (webhook.target()) {
            case WebhookTarget.Address address -> {
                URI url = address.url();
                int port = url.getPort() < 0 ? 443 : url.getPort();
                String path = url.getRawPath() == null ? "" : url.getRawPath();
                String target = url.getScheme() + "://" + url.getRawAuthority() + path + "?" + wait;
                if (port > LAST_PORT) {
                    throw failed(target, "dial tcp: address " + port + ": invalid port");
                }
                yield post(webhook, SocketAddress.inetSocketAddress(port, bare(url.getHost())), target, question);
            }
            case WebhookTarget.Service service -> {
                String url = "https://" + service.host() + ":" + service.port() + service.path() + "?" + wait;
                InetSocketAddress place;
                try {
                    place = services.of(service.namespace(), service.name(), service.port());
                } catch (ServicePlace.Nobody e) {
                    throw new Unanswered("failed to call webhook: Post \"" + url + "\": " + e.getMessage());
                }
                yield post(webhook, SocketAddress.inetSocketAddress(place), url, question);
            }
            case WebhookTarget.Unreadable unreadable -> throw new Unanswered(unreadable.sentence());
        };
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private JsonNode post(Webhook webhook, SocketAddress place, String url, WebhookQuestion question)
            throws Unanswered, InterruptedException {
        try {
            return attempt(webhook, place, url, question);
        } catch (ConnectionGone _) {
            try {
                return attempt(webhook, place, url, question);
            } catch (ConnectionGone again) {
                throw failed(url, "EOF");
            }
        }
    }

    /** The connection was closed before the answer, most likely an idle one by its other end: Go's client tries anew then, too. */
    private static final class ConnectionGone extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private JsonNode attempt(Webhook webhook, SocketAddress place, String url, WebhookQuestion question)
            throws Unanswered, ConnectionGone, InterruptedException {
        try (ClientPool<HttpClient>.Lease lease = lease(webhook.target().authority())) {
            return document(BackendReply.await(
                    lease.client()
                            .request(new RequestOptions()
                                    .setMethod(HttpMethod.POST)
                                    .setAbsoluteURI(url)
                                    .setServer(place)
                                    .putHeader("Content-Type", "application/json")
                                    .putHeader("Accept", "application/json, */*")
                                    .putHeader("User-Agent", "kube-apiserver-admission")
                                    .setTimeout(webhook.timeout().toMillis())),
                    ready -> ready.send(Buffer.buffer(Json.bytes(question.document()))),
                    LARGEST_ANSWER,
                    webhook.timeout()));
        } catch (TimeoutException _) {
            throw failed(url, "context deadline exceeded");
        } catch (ExecutionException e) {
            if (ConnectionFailure.isOfOpenConnection(e.getCause())) {
                throw new ConnectionGone();
            }
            throw failed(url, ConnectionFailure.sentence(Objects.requireNonNullElse(e.getCause(), e), place));
        }
    }

    private static Unanswered failed(String url, String why) {
        return new Unanswered("failed to call webhook: Post \"" + url + "\": " + why);
    }

    private static JsonNode document(BackendReply reply) throws Unanswered {
        if (reply.status() < 200 || reply.status() > 206) {
            throw new Unanswered("failed to call webhook: " + said(reply));
        }
        try {
            JsonNode document = Json.parse(reply.body().getBytes());
            if (document.isObject()) {
                return document;
            }
        } catch (IOException _) {
            // said below
        }
        throw new Unanswered(
                "failed to call webhook: couldn't get version/kind; json parse error: the answer is no JSON object");
    }

    private static String said(BackendReply reply) {
        return switch (reply.status()) {
            case 401 -> "the server has asked for the client to provide credentials";
            case 403 -> reply.body().toString().strip();
            case 404 -> "the server could not find the requested resource";
            case 405 -> "the server does not allow this method on the requested resource";
            case 409 -> "the server reported a conflict";
            case 415 -> "the body of the request was in an unknown format - accepted media types include: ";
            case 422 -> "the server rejected our request due to an error in our request";
            case 429 -> "the server has received too many requests and has asked us to try again later";
            case 503 -> "the server is currently unable to handle the request";
            case 504 ->
                "the server was unable to return a response in the time allotted, but may still be processing the"
                        + " request";
            default ->
                reply.status() >= 500
                        ? "an error on the server (\"%s\") has prevented the request from succeeding"
                                .formatted(reply.body().toString().strip())
                        : "the server responded with the status code %d but did not return more information"
                                .formatted(reply.status());
        };
    }

    private ClientPool<HttpClient>.Lease lease(String authority) throws Unanswered {
        try {
            return byAuthority.lease(authority);
        } catch (IllegalArgumentException e) {
            throw new Unanswered("could not get REST client: unable to load root certificates: " + e.getMessage());
        }
    }

    private HttpClient connect(String authority) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setKeepAliveTimeout(10)
                .setConnectTimeout((int) Duration.ofSeconds(30).toMillis());
        if (!authority.isEmpty()) {
            Authorities.require(authority);
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority)));
        }
        return vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MOST_CALLS_PER_ADDRESS));
    }

    void close() {
        byAuthority.close();
    }
}
