package dev.slipway.importer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the word of one site may lead: a server on loopback that another one named. */
class NamedSiteTest {
    private static final HttpTarget PLAIN = HttpTarget.parse("http://registry.example/v2/");
    private static final HttpTarget SECURE = HttpTarget.parse("https://registry.example/v2/");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            byte[] body = "token".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpSite namedBy(HttpTarget target, AddressRule.Kind kind) {
        HttpTarget issuer =
                HttpTarget.parse("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
        Map<String, String> fields = Map.of("Authorization", "Basic secret");
        return new HttpSite(
                new HttpRequest(issuer, fields, new Trust.SystemAuthorities(), true),
                new HttpSite.Referrer(target, kind));
    }

    private void assertRefused(HttpSite site, String reason) {
        assertThat(catchThrowableOfType(ImportFailure.class, () -> site.get(Map.of(), null))
                        .problem())
                .isInstanceOfSatisfying(
                        SourceProblem.RedirectRefused.class,
                        refused -> assertThat(refused.sentence())
                                .contains("registry.example")
                                .contains(reason));
        assertThat(asked).isEmpty();
    }

    @Test
    void site_far_away_leads_to_no_loopback_address_even_where_those_are_allowed() {
        assertRefused(namedBy(PLAIN, AddressRule.Kind.ORDINARY), "is a loopback address");
    }

    @Test
    void site_with_https_leads_to_none_without() {
        assertRefused(namedBy(SECURE, AddressRule.Kind.LOOPBACK), "would leave the protection of https");
    }

    @Test
    void site_on_loopback_leads_to_another_there() throws IOException {
        try (HttpSite.Reply reply = namedBy(PLAIN, AddressRule.Kind.LOOPBACK).get(Map.of(), null)) {
            assertThat(reply.head().status()).isEqualTo(200);
        }
        assertThat(asked).containsExactly("/token");
    }
}
