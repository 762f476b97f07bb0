package dev.slipway.portal.layout;

import dev.slipway.portal.access.Refusal;
import dev.slipway.portal.access.Refused;
import dev.slipway.portal.access.Theme;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure as a sentence: a page for browsers, a toast for htmx, JSON for programs. */
@Singleton
public class ErrorPages {
    private static final Logger LOG = Logger.getLogger(ErrorPages.class);

    @ServerExceptionMapper
    Response refused(Refused refused, ContainerRequestContext request) {
        Refusal refusal = refused.refusal();
        boolean page = request.getMethod().equals("GET") && !wantsJson(request);
        if (refusal instanceof Refusal.SignedOut && (page || inPlace(request))) {
            String address = request.getUriInfo().getRequestUri().getRawPath();
            String query = request.getUriInfo().getRequestUri().getRawQuery();
            String next = inPlace(request) ? "" : query == null ? address : address + "?" + query;
            String signIn = next.isEmpty() || next.equals("/")
                    ? "/sign-in"
                    : "/sign-in?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
            return inPlace(request)
                    ? Response.status(refusal.status())
                            .header("HX-Redirect", signIn)
                            .build()
                    : Response.seeOther(URI.create(signIn)).build();
        }
        return tell(request, refusal.status(), refusal.code(), "That was not allowed.", refusal.sentence());
    }

    @ServerExceptionMapper
    Response missing(Missing missing, ContainerRequestContext request) {
        return tell(request, 404, "NOT_FOUND", missing.title(), missing.sentence(), missing.near());
    }

    @ServerExceptionMapper
    Response answered(WebApplicationException failure, ContainerRequestContext request) {
        int answered = failure.getResponse().getStatus();
        // an address that only forms are sent to is no page
        int status = answered == 405 && request.getMethod().equals("GET") ? 404 : answered;
        return switch (status) {
            case 404 ->
                tell(
                        request,
                        404,
                        "NOT_FOUND",
                        "There is no such page.",
                        "The address " + request.getUriInfo().getRequestUri().getPath()
                                + " leads nowhere. Go to the list of machines, or search with Ctrl K.");
            case 405 ->
                tell(
                        request,
                        405,
                        "METHOD",
                        "That cannot be done here.",
                        "This address does not understand " + request.getMethod() + ".");
            case 413 ->
                tell(request, 413, "TOO_LARGE", "That was too much.", "The request is larger than the portal accepts.");
            default ->
                tell(
                        request,
                        status,
                        "BAD_REQUEST",
                        "The portal does not understand the request.",
                        "Something in the address or form is missing or of the wrong kind; nothing was changed.");
        };
    }

    @ServerExceptionMapper
    Response failed(Throwable failure, ContainerRequestContext request) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.errorf(
                failure,
                "request %s %s failed, told as %s",
                request.getMethod(),
                request.getUriInfo().getRequestUri().getRawPath(),
                id);
        return tell(
                request,
                500,
                "INTERNAL",
                "The portal made a mistake.",
                "It is not your fault, and machines are not affected. The log of the portal says more under " + id
                        + ".");
    }

    /** Answers with a sentence in the form that the asker understands. */
    static Response tell(ContainerRequestContext request, int status, String code, String title, String sentence) {
        return tell(request, status, code, title, sentence, List.of());
    }

    private static Response tell(
            ContainerRequestContext request,
            int status,
            String code,
            String title,
            String sentence,
            List<Missing.Near> near) {
        if (wantsJson(request)) {
            return Response.status(status)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(Map.of("code", code, "sentence", sentence))
                    .build();
        }
        if (inPlace(request)) {
            return Response.status(status)
                    .type(MediaType.TEXT_HTML_TYPE)
                    .header("HX-Reswap", "none")
                    .entity(Templates.toast(Toast.failure(title, sentence)).render())
                    .build();
        }
        Theme theme = request.getCookies().containsKey("slipway-theme")
                ? Theme.of(request.getCookies().get("slipway-theme").getValue()).orElse(Theme.LIGHT)
                : Theme.LIGHT;
        return Answers.page(status, Templates.wrong(title, sentence, near, "/overview", theme, theme == Theme.DARK));
    }

    private static boolean inPlace(ContainerRequestContext request) {
        return request.getHeaderString("HX-Request") != null;
    }

    private static boolean wantsJson(ContainerRequestContext request) {
        String accept = request.getHeaderString("Accept");
        return accept != null && accept.startsWith(MediaType.APPLICATION_JSON);
    }
}
