package dev.slipway.portal.access;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.portal.PortalSettings;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.SharedKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The signed-in browsers. A session is in its cookie, sealed with a key that all replicas share, so that it outlives a
 * portal and any replica knows it; what is remembered here only spares questions. Made at first use, because request
 * filters exist before the settings do.
 */
@ApplicationScoped
class Sessions {
    private static final int MOST_REMEMBERED = 20_000;
    private static final Duration CHECKED_EVERY = Duration.ofSeconds(30);

    /** A cookie that is older is sealed anew, so that it knows of the last request; at most a tenth of the time that it may be idle. */
    private static final Duration SEALED_EVERY = Duration.ofMinutes(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Session> remembered = new ConcurrentHashMap<>();
    private final PortalSettings settings;
    private final SignIn signIn;
    private final SignedOut signedOut;
    private final SharedKey key;
    private final Clock clock = Clock.systemUTC();

    Sessions(PortalSettings settings, LocalAccounts signIn, SignedOut signedOut, ClusterConnection connection) {
        this.settings = settings;
        this.signIn = signIn;
        this.signedOut = signedOut;
        this.key = new SharedKey(connection, SlipwayNames.SESSION_SECRET);
    }

    /** Begins a session. Throws KubernetesClientException if its key cannot be read. */
    Session begin(Identity identity) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = random();
        Session session = new Session(id, SessionSeal.csrf(id, key.fresh()), identity, now, now, now, now);
        remember(session, now);
        return session;
    }

    /** Returns the value of a session's cookie. */
    String cookie(Session session) {
        return SessionSeal.seal(session, key.fresh());
    }

    /** Returns the value of a new cookie, if the old one has not been told of requests for a while. */
    Optional<String> fresherCookie(Session session) {
        Duration tenth = settings.sessionIdle().dividedBy(10);
        Duration every = tenth.compareTo(SEALED_EVERY) < 0 ? tenth : SEALED_EVERY;
        return session.sealed().plus(every).isBefore(session.seen())
                ? key.known().map(present -> SessionSeal.seal(session, present))
                : Optional.empty();
    }

    /** Returns the session of a cookie, if it goes on; from time to time it is checked whether the account still exists. */
    Optional<Session> resume(String cookie) {
        Optional<Session> sealed = key.known().flatMap(present -> SessionSeal.open(cookie, present));
        if (sealed.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Session known = remembered.get(sealed.get().id());
        Session session = known == null ? sealed.get() : sealed.get().with(known);
        if (over(session, now) || signedOut.has(session)) {
            remembered.remove(session.id());
            return Optional.empty();
        }
        Session seen = session.seen(now);
        if (session.checked().plus(CHECKED_EVERY).isBefore(now)) {
            Optional<Identity> fresh = signIn.refresh(session.identity());
            if (fresh.isEmpty()) {
                remembered.remove(session.id());
                return Optional.empty();
            }
            seen = seen.checked(fresh.get(), now);
        }
        remember(seen, now);
        return Optional.of(seen);
    }

    /** Returns whether a session that was resumed here goes on, without counting as a request. */
    boolean goesOn(String id) {
        Session session = remembered.get(id);
        return session != null && !over(session, clock.instant()) && !signedOut.has(session);
    }

    /** Ends the session of a cookie. */
    void end(String cookie) {
        key.known().flatMap(present -> SessionSeal.open(cookie, present)).ifPresent(session -> {
            remembered.remove(session.id());
            signedOut.add(session);
        });
    }

    /** Ends all sessions of the user of a session and returns a new one in its place. */
    Session endOthers(Session session) {
        signedOut.addAllOfUser(session);
        return begin(session.identity());
    }

    private void remember(Session session, Instant now) {
        remembered.put(session.id(), session);
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.values().removeIf(other -> over(other, now));
            remembered.values().stream()
                    .min(Comparator.comparing(Session::seen))
                    .filter(_ -> remembered.size() > MOST_REMEMBERED)
                    .ifPresent(oldest -> remembered.remove(oldest.id()));
        }
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
