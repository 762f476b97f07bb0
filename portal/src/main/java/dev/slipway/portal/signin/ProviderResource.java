package dev.slipway.portal.signin;

import dev.slipway.portal.access.Open;
import dev.slipway.portal.access.SessionCookie;
import dev.slipway.portal.access.Sessions;
import dev.slipway.portal.oidc.Attempt;
import dev.slipway.portal.oidc.Provider;
import dev.slipway.portal.oidc.ProviderAnswer;
import dev.slipway.portal.oidc.ProviderFailure;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Coming in by the provider: to it and back. */
@Path("/")
@Open
@RunOnVirtualThread
public class ProviderResource {
    private static final String CALLBACK = "/sign-in/callback";
    private static final Logger LOG = Logger.getLogger(ProviderResource.class);

    private final Provider provider;
    private final Sessions sessions;
    private final Entrance entrance;

    ProviderResource(Provider provider, Sessions sessions, Entrance entrance) {
        this.provider = provider;
        this.sessions = sessions;
        this.entrance = entrance;
    }

    @GET
    @Path("sign-in/provider")
    public Response begin(
            @QueryParam("next") @DefaultValue("") String next,
            @Context ContainerRequestContext request,
            @Context HttpServerRequest http) {
        if (provider.name().isEmpty()) {
            return none(request);
        }
        Attempt attempt = provider.attempt(provider.address(Entrance.asked(http), CALLBACK), Entrance.inside(next));
        try {
            return Response.seeOther(provider.door(attempt))
                    .cookie(SessionCookie.attempt(sessions.cookie(attempt), http.isSSL()))
                    .build();
        } catch (ProviderFailure e) {
            LOG.warn(e.sentence());
            return entrance.door(503, "", next, e.sentence(), request);
        } catch (KubernetesClientException e) {
            return entrance.noKey("", next, e, request);
        }
    }

    @GET
    @Path("sign-in/callback")
    public Response end(@Context ContainerRequestContext request, @Context HttpServerRequest http) {
        if (provider.name().isEmpty()) {
            return none(request);
        }
        Optional<Attempt> attempt = Optional.ofNullable(request.getCookies().get(SessionCookie.ATTEMPT))
                .map(Cookie::getValue)
                .flatMap(sessions::attempt);
        Response answer = attempt.map(begun -> end(begun, request, http))
                .orElseGet(() -> entrance.door(
                        400,
                        "",
                        "",
                        "The provider's answer belongs to no sign-in of this browser: it was begun elsewhere, or more than 10 minutes ago. Begin again.",
                        request));
        return Response.fromResponse(answer)
                .cookie(SessionCookie.attemptOver(http.isSSL()))
                .build();
    }

    private Response end(Attempt attempt, ContainerRequestContext request, HttpServerRequest http) {
        URI answered = request.getUriInfo().getRequestUri();
        return switch (provider.enter(attempt, answered)) {
            case ProviderAnswer.Known known ->
                entrance.welcome(known.identity(), known.grant(), attempt.next(), request, http);
            case ProviderAnswer.Refused refused -> {
                LOG.infof("a sign-in by the provider was refused: %s", refused.sentence());
                yield entrance.door(403, "", attempt.next(), refused.sentence(), request);
            }
            case ProviderAnswer.Unavailable unavailable -> {
                LOG.warnf("a sign-in by the provider failed: %s", unavailable.sentence());
                yield entrance.door(503, "", attempt.next(), unavailable.sentence(), request);
            }
        };
    }

    private Response none(ContainerRequestContext request) {
        return entrance.door(
                404,
                "",
                "",
                "This portal has no provider to sign in by. Sign in with a user name and password of its own.",
                request);
    }
}
