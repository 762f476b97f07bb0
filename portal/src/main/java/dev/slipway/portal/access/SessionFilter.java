package dev.slipway.portal.access;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/** Lets in requests of signed-in browsers only, and changes only what a page of their own session asks for. */
@Singleton
public class SessionFilter {
    /** Form field of the token. */
    public static final String FIELD = "csrf";

    private static final String HEADER = "X-CSRF-Token";
    private static final String FRESHER = SessionFilter.class.getName() + ".fresher";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final Sessions sessions;
    private final CurrentVisit current;

    SessionFilter(Sessions sessions, CurrentVisit current) {
        this.sessions = sessions;
        this.current = current;
    }

    @WithFormRead
    @ServerRequestFilter
    @Priority(Priorities.AUTHENTICATION)
    void enter(ResteasyReactiveContainerRequestContext request, ResourceInfo resource, RoutingContext http) {
        boolean safe = SAFE.contains(request.getMethod());
        if (!safe || resource.getResourceMethod().isAnnotationPresent(SameOrigin.class)) {
            Origins.refusal(
                            http.request().authority() == null
                                    ? null
                                    : http.request().authority().toString(),
                            request.getHeaderString("Origin"),
                            request.getHeaderString("Sec-Fetch-Site"))
                    .ifPresent(refusal -> {
                        throw new Refused(refusal);
                    });
        }
        if (open(resource.getResourceMethod(), resource.getResourceClass())) {
            return;
        }
        boolean attended = !resource.getResourceMethod().isAnnotationPresent(Unattended.class);
        Session session = session(request)
                .flatMap(cookie -> sessions.resume(cookie, attended))
                .orElseThrow(() -> new Refused(new Refusal.SignedOut()));
        if (!safe && !carriesToken(request, session)) {
            throw new Refused(new Refusal.ForeignForm());
        }
        sessions.fresherCookie(session)
                .ifPresent(value -> request.setProperty(
                        FRESHER, SessionCookie.session(value, http.request().isSSL())));
        current.set(new Visit(
                session.id(),
                session.csrf(),
                session.identity(),
                session.grant().isEmpty(),
                theme(request),
                request.getHeaderString("HX-Request") != null,
                address(request)));
    }

    /** Gives the browser a cookie that knows of this request, unless the answer brings another one along. */
    @ServerResponseFilter
    void leave(ContainerRequestContext request, ContainerResponseContext answer) {
        if (request.getProperty(FRESHER) instanceof NewCookie cookie
                && !answer.getCookies().containsKey(SessionCookie.SESSION)) {
            answer.getHeaders().add(HttpHeaders.SET_COOKIE, cookie);
        }
    }

    /** Returns the theme that a browser asks for; light at the first visit. */
    public static Theme theme(ContainerRequestContext request) {
        Cookie cookie = request.getCookies().get(SessionCookie.THEME);
        return Optional.ofNullable(cookie)
                .map(Cookie::getValue)
                .flatMap(Theme::of)
                .orElse(Theme.LIGHT);
    }

    /** Returns the cookie of the session that a browser claims. */
    public static Optional<String> session(ContainerRequestContext request) {
        return Optional.ofNullable(request.getCookies().get(SessionCookie.SESSION))
                .map(Cookie::getValue);
    }

    /** Returns path and query as the browser asked for them. */
    static String address(ContainerRequestContext request) {
        var uri = request.getUriInfo().getRequestUri();
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static boolean open(Method method, Class<?> resource) {
        return method.isAnnotationPresent(Open.class) || resource.isAnnotationPresent(Open.class);
    }

    private static boolean carriesToken(ResteasyReactiveContainerRequestContext request, Session session) {
        String token = request.getHeaderString(HEADER);
        if (token == null && request.getServerRequestContext() instanceof ResteasyReactiveRequestContext context) {
            Object field = context.getFormParameter(FIELD, true, false);
            token = field == null ? null : field.toString();
        }
        return token != null
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), session.csrf().getBytes(StandardCharsets.UTF_8));
    }
}
