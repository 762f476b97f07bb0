package dev.slipway.portal.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.access.Session;
import dev.slipway.portal.access.SessionCookie;
import dev.slipway.portal.access.SessionFilter;
import dev.slipway.portal.access.Sessions;
import dev.slipway.portal.access.Theme;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.oidc.Grant;
import dev.slipway.portal.oidc.Provider;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;

/** The sign-in page, and the way from it into the portal. */
@Singleton
class Entrance {
    private static final String HOME = "/overview";

    private final Sessions sessions;
    private final Provider provider;

    Entrance(Sessions sessions, Provider provider) {
        this.sessions = sessions;
        this.provider = provider;
    }

    /** Answers with the sign-in page; {@code problem} is a sentence or empty. */
    Response door(int status, String user, String next, String problem, ContainerRequestContext request) {
        Theme theme = SessionFilter.theme(request);
        return Answers.page(
                status,
                Templates.door(
                        provider.name().orElse(""),
                        "/sign-in/provider?next=" + URLEncoder.encode(inside(next), UTF_8),
                        user,
                        inside(next),
                        problem,
                        theme,
                        theme == Theme.DARK));
    }

    /** Answers with the sign-in page because sessions cannot be sealed now. */
    Response noKey(String user, String next, KubernetesClientException failure, ContainerRequestContext request) {
        return door(
                503,
                user,
                next,
                "Nobody can sign in now, because the key of sessions cannot be read: "
                        + ClusterConnection.cause(failure) + ". Machines keep running; try again in a minute.",
                request);
    }

    /** Lets in a user of an account of the portal's own. */
    Response welcome(Identity identity, String next, ContainerRequestContext request, HttpServerRequest http) {
        try {
            return welcome(
                    sessions.begin(identity),
                    next,
                    Response.seeOther(URI.create(inside(next))).build(),
                    request,
                    http);
        } catch (KubernetesClientException e) {
            return noKey(identity.user(), next, e, request);
        }
    }

    /** Lets in a user whom the provider knows. */
    Response welcome(
            Identity identity, Grant grant, String next, ContainerRequestContext request, HttpServerRequest http) {
        try {
            return welcome(
                    sessions.begin(identity, grant),
                    next,
                    onward(inside(next), "You are signed in as " + identity.user() + ".", request),
                    request,
                    http);
        } catch (KubernetesClientException e) {
            return noKey("", next, e, request);
        }
    }

    private Response welcome(
            Session session, String next, Response answer, ContainerRequestContext request, HttpServerRequest http) {
        String cookie = sessions.cookie(session);
        if (cookie.length() > Sessions.LONGEST_COOKIE) {
            return door(
                    403,
                    session.grant().isPresent() ? "" : session.identity().user(),
                    next,
                    "This user is in " + session.identity().groups().size()
                            + " groups, more than a browser's cookie holds. Ask an admin to take it out of some.",
                    request);
        }
        return Response.fromResponse(answer)
                .cookie(SessionCookie.session(cookie, http.isSSL()))
                .build();
    }

    /**
     * Answers with a page that leads on by itself. A redirect would not do: after one that began at another site, browsers
     * keep strict cookies back, and after a form they follow none to another site.
     */
    Response onward(String address, String sentence, ContainerRequestContext request) {
        Theme theme = SessionFilter.theme(request);
        return Answers.page(200, Templates.onward(address, sentence, theme, theme == Theme.DARK));
    }

    /** Returns the origin that a browser asked. */
    static URI asked(HttpServerRequest http) {
        return URI.create(http.scheme() + "://" + http.authority());
    }

    /** Returns an address inside the portal; anything else leads to the overview. */
    static String inside(String next) {
        boolean local =
                next.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") && next.length() < 2000;
        try {
            return local && URI.create(next).getHost() == null ? next : HOME;
        } catch (IllegalArgumentException _) {
            return HOME;
        }
    }
}
