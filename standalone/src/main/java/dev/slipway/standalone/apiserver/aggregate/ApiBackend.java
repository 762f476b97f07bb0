package dev.slipway.standalone.apiserver.aggregate;

import dev.slipway.standalone.apiserver.webhook.Authorities;
import dev.slipway.standalone.apiserver.webhook.ClientPool;
import dev.slipway.standalone.apiserver.webhook.ServicePlace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Connects to the servers behind Services, with this server's certificate, by HTTPS alone. */
final class ApiBackend implements AutoCloseable {
    /** No text of a certificate, which is ASCII. */
    private static final String ANYBODY = "\u2217";

    private static final int MOST_AUTHORITIES = 64;
    private static final int MOST_CALLS_PER_ADDRESS = 1024;

    private final Vertx vertx;
    private final ServicePlace services;
    private final Optional<FrontProxy> identity;
    private final ClientPool<HttpClient> byTrust = new ClientPool<>(MOST_AUTHORITIES, this::connect, HttpClient::close);

    ApiBackend(Vertx vertx, ServicePlace services, Optional<FrontProxy> identity) {
        this.vertx = vertx;
        this.services = services;
        this.identity = identity;
    }

    /** Returns the address behind the Service. */
    SocketAddress place(RegisteredApi api) throws ServicePlace.Nobody {
        return SocketAddress.inetSocketAddress(services.of(api.namespace(), api.service(), api.port()));
    }

    /**
     * Returns a client, to be given back.
     *
     * @throws IllegalArgumentException if what it shall trust is no certificate
     */
    ClientPool<HttpClient>.Lease lease(RegisteredApi api) {
        return byTrust.lease(api.insecure() ? ANYBODY : api.authority());
    }

    /** Returns a client that trusts any certificate, to see whether there is anybody at all. */
    ClientPool<HttpClient>.Lease leaseForCheck() {
        return byTrust.lease(ANYBODY);
    }

    static Future<HttpClientRequest> request(HttpClient client, RegisteredApi api, RequestOptions wanted) {
        return client.request(wanted.setHost(api.host()).setPort(api.port()).setSsl(true));
    }

    private HttpClient connect(String trust) {
        boolean anybody = trust.equals(ANYBODY);
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(anybody)
                .setVerifyHost(!anybody)
                .setDecompressionSupported(false)
                .setKeepAliveTimeout(10)
                .setConnectTimeout((int) Duration.ofSeconds(10).toMillis());
        identity.ifPresent(own -> options.setKeyCertOptions(new PemKeyCertOptions()
                .addCertPath(own.certificate().toString())
                .addKeyPath(own.key().toString())));
        if (!anybody && !trust.isEmpty()) {
            Authorities.require(trust);
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(trust)));
        }
        return vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MOST_CALLS_PER_ADDRESS));
    }

    @Override
    public void close() {
        byTrust.close();
    }
}
