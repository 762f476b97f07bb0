package dev.slipway.portal.signin;

import dev.slipway.portal.access.AccountProblem;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.LocalAccounts;
import dev.slipway.portal.access.Refusal;
import dev.slipway.portal.access.Refused;
import dev.slipway.portal.access.Session;
import dev.slipway.portal.access.SessionCookie;
import dev.slipway.portal.access.SessionFilter;
import dev.slipway.portal.access.Sessions;
import dev.slipway.portal.access.SignIn;
import dev.slipway.portal.access.Theme;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.layout.Toast;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;

/** What users change about themselves: theme and password. */
@Path("/me")
@RunOnVirtualThread
public class AccountResource {
    private final LocalAccounts accounts;
    private final Sessions sessions;
    private final CurrentVisit current;
    private final Frames frames;
    private final Answers answers;

    AccountResource(LocalAccounts accounts, Sessions sessions, CurrentVisit current, Frames frames, Answers answers) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.current = current;
        this.frames = frames;
        this.answers = answers;
    }

    @POST
    @Path("theme")
    public Response theme(
            @FormParam("theme") @DefaultValue("") String theme,
            @FormParam("back") @DefaultValue("") String back,
            @Context HttpServerRequest http) {
        return Response.seeOther(URI.create(Entrance.inside(back)))
                .cookie(SessionCookie.theme(Theme.of(theme).orElse(Theme.LIGHT), http.isSSL()))
                .build();
    }

    @GET
    @Path("password")
    public Response form() {
        if (!current.get().local()) {
            throw elsewhere();
        }
        return page(200, "", "");
    }

    @POST
    @Path("password")
    public Response change(
            @FormParam("old") @DefaultValue("") String old,
            @FormParam("new") @DefaultValue("") String fresh,
            @FormParam("again") @DefaultValue("") String again,
            @Context ContainerRequestContext request,
            @Context HttpServerRequest http) {
        Visit visit = current.get();
        if (!visit.local()) {
            throw elsewhere();
        }
        String user = visit.identity().user();
        if (!(accounts.check(user, old) instanceof SignIn.Result.Known)) {
            return page(422, "This is not your present password.", "");
        }
        Optional<AccountProblem> problem = LocalAccounts.problem(user, fresh);
        if (problem.isPresent()) {
            return page(422, "", problem.get().sentence());
        }
        if (!fresh.equals(again)) {
            return page(422, "", "The two new passwords are not the same; type both again.");
        }
        try {
            accounts.changePassword(visit.identity(), fresh);
        } catch (KubernetesClientException e) {
            return page(
                    503, "", "The password was not changed, because the Kubernetes API refused it: " + e.getMessage());
        }
        Session session = SessionFilter.session(request)
                .flatMap(sessions::resume)
                .map(sessions::endOthers)
                .orElseThrow(() -> new Refused(new Refusal.SignedOut()));
        Response moved = answers.move(
                visit.in(session),
                Toast.success("Your password is changed; other browsers are signed out."),
                "/overview");
        return Response.fromResponse(moved)
                .cookie(SessionCookie.session(sessions.cookie(session), http.isSSL()))
                .build();
    }

    private static Missing elsewhere() {
        return new Missing(
                "Your password is not kept here.", "You signed in by a provider; the password is changed there.");
    }

    private Response page(int status, String oldProblem, String newProblem) {
        Frame frame = frames.frame(current.get(), "Change password", "");
        return Answers.page(status, Templates.password(frame, oldProblem, newProblem));
    }
}
