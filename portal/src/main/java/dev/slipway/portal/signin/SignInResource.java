package dev.slipway.portal.signin;

import dev.slipway.portal.access.LocalAccounts;
import dev.slipway.portal.access.Open;
import dev.slipway.portal.access.Session;
import dev.slipway.portal.access.SessionCookie;
import dev.slipway.portal.access.SessionFilter;
import dev.slipway.portal.access.Sessions;
import dev.slipway.portal.access.SignIn;
import dev.slipway.portal.oidc.Grant;
import dev.slipway.portal.oidc.Provider;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Coming in and going out. */
@Path("/")
@RunOnVirtualThread
public class SignInResource {
    private static final Logger LOG = Logger.getLogger(SignInResource.class);

    private final SignIn signIn;
    private final Sessions sessions;
    private final Entrance entrance;
    private final Provider provider;
    private final SignInBrake brake = new SignInBrake();
    private final Clock clock = Clock.systemUTC();

    SignInResource(LocalAccounts signIn, Sessions sessions, Entrance entrance, Provider provider) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.entrance = entrance;
        this.provider = provider;
    }

    @GET
    @Open
    @Path("sign-in")
    public Response form(@QueryParam("next") @DefaultValue("") String next, @Context ContainerRequestContext request) {
        Optional<String> cookie = SessionFilter.session(request);
        if (cookie.flatMap(sessions::resume).isPresent()) {
            return Response.seeOther(URI.create(Entrance.inside(next))).build();
        }
        String problem = cookie.filter(sessions::outdated).isPresent()
                ? "The portal is a newer one now, and your session was of the older one. Sign in again."
                : "";
        return entrance.door(200, "", next, problem, request);
    }

    @POST
    @Open
    @Path("sign-in")
    public Response enter(
            @FormParam("user") @DefaultValue("") String user,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("next") @DefaultValue("") String next,
            @Context ContainerRequestContext request,
            @Context HttpServerRequest http) {
        SignInBrake.Guesser guesser =
                new SignInBrake.Guesser(shortened(user), http.remoteAddress().hostAddress());
        Instant now = clock.instant();
        Optional<Duration> wait = brake.mustWait(guesser, now);
        if (wait.isPresent()) {
            return slowDown(wait.get(), user, next, request);
        }
        return switch (signIn.check(user, password)) {
            case SignIn.Result.Known known -> {
                brake.right(guesser);
                yield entrance.welcome(known.identity(), next, request, http);
            }
            case SignIn.Result.Wrong _ -> {
                int tries = brake.wrong(guesser, clock.instant());
                // from here on the brake leaves at most one try a second, so that the log cannot be flooded
                if (tries >= SignInBrake.FREE_TRIES) {
                    LOG.warnf(
                            "%d wrong passwords in a row for user \"%s\" from %s",
                            tries, printable(guesser.user()), guesser.address());
                }
                yield tries > SignInBrake.FREE_TRIES
                        ? slowDown(SignInBrake.wait(tries), user, next, request)
                        : entrance.door(
                                401, user, next, "User name or password is wrong. Check both and try again.", request);
            }
            case SignIn.Result.Unavailable unavailable ->
                entrance.door(503, user, next, unavailable.sentence(), request);
        };
    }

    @POST
    @Path("sign-out")
    public Response leave(@Context ContainerRequestContext request, @Context HttpServerRequest http) {
        Optional<Grant> grant =
                SessionFilter.session(request).flatMap(sessions::end).flatMap(Session::grant);
        Response answer = grant.map(given -> leaveProvider(given, request, http))
                .orElseGet(() -> Response.seeOther(URI.create("/sign-in")).build());
        return Response.fromResponse(answer)
                .cookie(SessionCookie.over(http.isSSL()))
                .build();
    }

    private Response leaveProvider(Grant grant, ContainerRequestContext request, HttpServerRequest http) {
        return provider.exit(grant, provider.address(Entrance.asked(http), "/sign-in"))
                .map(exit -> entrance.onward(
                        exit.toString(), "You are signed out here; the provider signs you out, too.", request))
                .orElseGet(() -> entrance.door(
                        200,
                        "",
                        "",
                        "You are signed out here, but not at the provider: it does not offer that, or does not answer.",
                        request));
    }

    private Response slowDown(Duration wait, String user, String next, ContainerRequestContext request) {
        long seconds = Math.max(1, wait.toSeconds() + (wait.toNanosPart() > 0 ? 1 : 0));
        Response page = entrance.door(
                429,
                user,
                next,
                "There were too many wrong passwords for this user from your address. Wait " + seconds
                        + " s and try again, or ask an admin for a new password.",
                request);
        return Response.fromResponse(page).header("Retry-After", seconds).build();
    }

    private static String shortened(String user) {
        return user.length() > 64 ? user.substring(0, 64) : user;
    }

    private static String printable(String user) {
        return user.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
