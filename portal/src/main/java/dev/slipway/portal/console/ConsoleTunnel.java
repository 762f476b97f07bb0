package dev.slipway.portal.console;

import dev.slipway.portal.PortalSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Carries the websockets of consoles to a console proxy elsewhere, so that a browser needs no address but the portal's. The
 * bytes are passed on as they come; page and ticket are judged by the proxy. Without its address there are no such routes.
 */
@ApplicationScoped
public class ConsoleTunnel {
    private static final Logger LOG = Logger.getLogger(ConsoleTunnel.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MOST_CONSOLES = 5_000;

    /** What the proxy must know of the browser's request: neither cookies nor addresses. */
    private static final Set<String> PASSED_ON = Set.of(
            "connection",
            "upgrade",
            "origin",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol",
            "sec-websocket-extensions",
            "user-agent");

    void add(@Observes Router router, Vertx vertx, PortalSettings settings) {
        settings.consoles().ifPresent(proxy -> route(router, vertx, proxy, settings.consolesAuthority()));
    }

    static void route(Router router, Vertx vertx, URI proxy, Optional<Path> authority) {
        HttpClient client = vertx.createHttpClient(options(proxy, authority));
        // Before the portal's own routes, which would read the body.
        router.route("/console-stream/*").order(-100).handler(context -> carry(context, client, proxy));
    }

    private static HttpClientOptions options(URI proxy, Optional<Path> authority) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl("https".equals(proxy.getScheme()))
                .setVerifyHost(true)
                .setConnectTimeout((int) CONNECT.toMillis())
                .setMaxPoolSize(MOST_CONSOLES)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
        authority.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return options;
    }

    private static void carry(RoutingContext context, HttpClient client, URI proxy) {
        HttpServerRequest browser = context.request();
        if (!"websocket".equalsIgnoreCase(browser.getHeader(HttpHeaders.UPGRADE))) {
            answer(context, 400, "This path is a websocket; ask for an upgrade.");
            return;
        }
        browser.pause();
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(proxy.getHost())
                        .setPort(proxy.getPort())
                        .setURI(browser.uri()))
                .compose(request -> asked(request, browser).connect())
                .onSuccess(response -> join(context, response))
                .onFailure(e -> {
                    LOG.warnf("the console proxy %s does not answer: %s", proxy, e.getMessage());
                    browser.resume();
                    answer(context, 503, "The console proxy does not answer; try again.");
                });
    }

    private static HttpClientRequest asked(HttpClientRequest request, HttpServerRequest browser) {
        MultiMap headers = request.headers();
        browser.headers().forEach((name, value) -> {
            if (PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                headers.add(name, value);
            }
        });
        // The proxy compares the page's origin with the host that the browser asked.
        HostAndPort asked = browser.authority();
        return asked == null ? request : request.authority(asked);
    }

    private static void join(RoutingContext context, HttpClientResponse response) {
        HttpServerRequest browser = context.request();
        if (response.statusCode() != 101) {
            browser.resume();
            response.body()
                    .onSuccess(body -> answer(context, response.statusCode(), body.toString()))
                    .onFailure(_ -> answer(context, 502, "The console proxy ended its answer early; try again."));
            return;
        }
        context.response().headers().addAll(response.headers());
        NetSocket guest = response.netSocket().pause();
        // A request that is paused would hold back what the viewer sends.
        browser.resume();
        browser.toNetSocket()
                .onSuccess(viewer -> {
                    viewer.pipeTo(guest);
                    guest.pipeTo(viewer);
                })
                .onFailure(e -> {
                    LOG.debugf("a viewer went before its console opened: %s", e.getMessage());
                    guest.close();
                });
    }

    private static void answer(RoutingContext context, int status, String sentence) {
        if (!context.response().ended()) {
            context.response()
                    .setStatusCode(status)
                    .putHeader("content-type", "text/plain")
                    .end(sentence);
        }
    }
}
