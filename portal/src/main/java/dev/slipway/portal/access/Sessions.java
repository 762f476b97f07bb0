package dev.slipway.portal.access;

import dev.slipway.portal.PortalSettings;
import dev.slipway.portal.cluster.Identity;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The signed-in browsers. They are forgotten when the portal ends. Made at first use, because request filters exist before the settings do. */
@ApplicationScoped
class Sessions {
    private static final int MOST_SESSIONS = 20_000;
    private static final Duration CHECKED_EVERY = Duration.ofSeconds(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final PortalSettings settings;
    private final SignIn signIn;
    private final Clock clock = Clock.systemUTC();

    Sessions(PortalSettings settings, LocalAccounts signIn) {
        this.settings = settings;
        this.signIn = signIn;
    }

    /** Begins a session. */
    Session begin(Identity identity) {
        Instant now = clock.instant();
        sessions.values().stream().filter(session -> over(session, now)).forEach(session -> end(session.id()));
        if (sessions.size() >= MOST_SESSIONS) {
            sessions.values().stream().min(Comparator.comparing(Session::seen)).ifPresent(oldest -> end(oldest.id()));
        }
        Session session = new Session(random(), random(), identity, now, now, now);
        sessions.put(session.id(), session);
        return session;
    }

    /** Returns the session of a cookie, if it goes on; from time to time it is checked whether the account still exists. */
    Optional<Session> resume(String id) {
        Session session = sessions.get(id);
        if (session == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (over(session, now)) {
            end(id);
            return Optional.empty();
        }
        Session seen = session.seen(now);
        if (session.checked().plus(CHECKED_EVERY).isBefore(now)) {
            Optional<Identity> fresh = signIn.refresh(session.identity());
            if (fresh.isEmpty()) {
                end(id);
                return Optional.empty();
            }
            seen = seen.checked(fresh.get(), now);
        }
        Session kept = seen;
        return Optional.ofNullable(sessions.computeIfPresent(id, (_, _) -> kept));
    }

    /** Returns whether a session goes on, without counting as a request. */
    boolean goesOn(String id) {
        Session session = sessions.get(id);
        return session != null && !over(session, clock.instant());
    }

    /** Ends a session. */
    void end(String id) {
        sessions.remove(id);
    }

    /** Ends all other sessions of the user of a session. */
    void endOthers(Session session) {
        sessions.values().stream()
                .filter(other ->
                        other.identity().user().equals(session.identity().user()))
                .filter(other -> !other.id().equals(session.id()))
                .forEach(other -> end(other.id()));
    }

    private boolean over(Session session, Instant now) {
        return session.seen().plus(settings.sessionIdle()).isBefore(now)
                || session.begun().plus(settings.sessionLimit()).isBefore(now);
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
