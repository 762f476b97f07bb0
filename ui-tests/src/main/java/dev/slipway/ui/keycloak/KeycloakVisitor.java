package dev.slipway.ui.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.Authorities;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without a picture: keeps cookies, follows links, fills in Keycloak's form. */
public final class KeycloakVisitor implements AutoCloseable {
    private static final Pattern FORM = Pattern.compile("<form[^>]*id=\"kc-form-login\"[^>]*action=\"([^\"]+)\"");

    private final HttpClient client;
    private final URI portal;

    private KeycloakVisitor(HttpClient client, URI portal) {
        this.client = client;
        this.portal = portal;
    }

    /** Signs a user in at a portal, by the name as the password. */
    public static KeycloakVisitor signedIn(Keycloak keycloak, URI portal, String user)
            throws IOException, InterruptedException {
        try {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(Authorities.trusting(keycloak.authority()))
                    .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                    .followRedirects(HttpClient.Redirect.ALWAYS) // from Keycloak with TLS to a portal without
                    .build();
            KeycloakVisitor visitor = new KeycloakVisitor(client, portal);
            Matcher form = FORM.matcher(visitor.get("/sign-in/provider"));
            if (!form.find()) {
                throw new IOException("the portal did not lead to the form of Keycloak");
            }
            String body = "username=" + URLEncoder.encode(user, UTF_8) + "&password=" + URLEncoder.encode(user, UTF_8);
            visitor.send(HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            return visitor;
        } catch (GeneralSecurityException e) {
            throw new IOException("the authority of Keycloak", e);
        }
    }

    /** Returns a page of the portal. */
    public String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(portal.resolve(path)));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
