package dev.slipway.portal.access;

import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.layout.Answers;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
import jakarta.ws.rs.core.NewCookie;
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
    private static final String HOME = "/overview";
    private static final Logger LOG = Logger.getLogger(SignInResource.class);

    private final SignIn signIn;
    private final Sessions sessions;
    private final SignInBrake brake = new SignInBrake();
    private final Clock clock = Clock.systemUTC();

    SignInResource(LocalAccounts signIn, Sessions sessions) {
        this.signIn = signIn;
        this.sessions = sessions;
    }

    @GET
    @Open
    @Path("sign-in")
    public Response form(@QueryParam("next") @DefaultValue("") String next, @Context ContainerRequestContext request) {
        Optional<Session> session = SessionFilter.session(request).flatMap(sessions::resume);
        if (session.isPresent()) {
            return Response.seeOther(URI.create(inside(next))).build();
        }
        return door(200, "", inside(next), "", request);
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
                yield welcome(known.identity(), next, request, http);
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
                        : door(
                                401,
                                user,
                                inside(next),
                                "User name or password is wrong. Check both and try again.",
                                request);
            }
            case SignIn.Result.Unavailable unavailable ->
                door(503, user, inside(next), unavailable.sentence(), request);
        };
    }

    @POST
    @Path("sign-out")
    public Response leave(@Context ContainerRequestContext request, @Context HttpServerRequest http) {
        SessionFilter.session(request).ifPresent(sessions::end);
        NewCookie over = SessionCookie.over(http.isSSL());
        return Response.seeOther(URI.create("/sign-in")).cookie(over).build();
    }

    private Response welcome(Identity identity, String next, ContainerRequestContext request, HttpServerRequest http) {
        try {
            String cookie = sessions.cookie(sessions.begin(identity));
            if (cookie.length() > SessionSeal.LONGEST) {
                return door(
                        403,
                        identity.user(),
                        inside(next),
                        "This user is in " + identity.groups().size()
                                + " groups, more than a browser's cookie holds. Ask an admin to take it out of some.",
                        request);
            }
            return Response.seeOther(URI.create(inside(next)))
                    .cookie(SessionCookie.session(cookie, http.isSSL()))
                    .build();
        } catch (KubernetesClientException e) {
            return door(
                    503,
                    identity.user(),
                    inside(next),
                    "Nobody can sign in now, because the key of sessions cannot be read: " + ClusterConnection.cause(e)
                            + ". Machines keep running; try again in a minute.",
                    request);
        }
    }

    private Response slowDown(Duration wait, String user, String next, ContainerRequestContext request) {
        long seconds = Math.max(1, wait.toSeconds() + (wait.toNanosPart() > 0 ? 1 : 0));
        Response page = door(
                429,
                user,
                inside(next),
                "There were too many wrong passwords for this user from your address. Wait " + seconds
                        + " s and try again, or ask an admin for a new password.",
                request);
        return Response.fromResponse(page).header("Retry-After", seconds).build();
    }

    private static Response door(
            int status, String user, String next, String problem, ContainerRequestContext request) {
        Theme theme = SessionFilter.theme(request);
        return Answers.page(status, Templates.door(user, next, problem, theme, theme == Theme.DARK));
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

    private static String shortened(String user) {
        return user.length() > 64 ? user.substring(0, 64) : user;
    }

    private static String printable(String user) {
        return user.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
