package dev.slipway.portal.access;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.portal.PortalSettings;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.SharedKey;
import dev.slipway.portal.oidc.Attempt;
import dev.slipway.portal.oidc.Grant;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
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
public class Sessions {
    /** The longest cookie that browsers keep for certain. */
    public static final int LONGEST_COOKIE = Sealed.LONGEST;

    private static final int MOST_REMEMBERED = 20_000;
    private static final Duration CHECKED_EVERY = Duration.ofSeconds(30);

    /** A cookie that is older is sealed anew, so that it knows of the last request; at most a tenth of the time that it may be idle. */
    private static final Duration SEALED_EVERY = Duration.ofMinutes(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Session> remembered = new ConcurrentHashMap<>();
    private final PortalSettings settings;
    private final SignIn signIn;
    private final SignedOut signedOut;
    private final ProvidedSessions providedSessions;
    private final SharedKey key;
    private final Object[] locks = new Object[64];
    private final Clock clock = Clock.systemUTC();

    Sessions(
            PortalSettings settings,
            LocalAccounts signIn,
            SignedOut signedOut,
            ProvidedSessions providedSessions,
            ClusterConnection connection) {
        this.settings = settings;
        this.signIn = signIn;
        this.signedOut = signedOut;
        this.providedSessions = providedSessions;
        Arrays.setAll(locks, _ -> new Object());
        this.key = new SharedKey(connection, SlipwayNames.SESSION_SECRET);
    }

    /** Begins a session of an account of the portal's own. Throws KubernetesClientException if its key cannot be read. */
    public Session begin(Identity identity) {
        return begin(identity, Optional.empty());
    }

    /** Begins a session of a user whom the provider knows. Throws KubernetesClientException if its key cannot be read. */
    public Session begin(Identity identity, Grant grant) {
        return begin(identity, Optional.of(grant));
    }

    private Session begin(Identity identity, Optional<Grant> grant) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = random();
        Session session = new Session(id, SessionSeal.csrf(id, key.fresh()), identity, grant, now, now, now, now);
        remember(session, now);
        return session;
    }

    /** Returns the value of a session's cookie, without the token for sign-out if there is no room for it. */
    public String cookie(Session session) {
        return cookie(session, key.fresh());
    }

    private static String cookie(Session session, byte[] key) {
        String all = SessionSeal.seal(session, key);
        return all.length() <= Sealed.LONGEST ? all : SessionSeal.seal(session.withoutIdToken(), key);
    }

    /** Returns the value of the cookie that remembers a sign-in at the provider. Throws KubernetesClientException if its key cannot be read. */
    public String cookie(Attempt attempt) {
        return AttemptSeal.seal(attempt, key.fresh());
    }

    /** Returns the sign-in at the provider that a cookie remembers. */
    public Optional<Attempt> attempt(String cookie) {
        return key.known().flatMap(present -> AttemptSeal.open(cookie, present));
    }

    /** Returns the value of a new cookie, if the old one has not been told of requests for a while, or not of what the provider gave. */
    Optional<String> fresherCookie(Session session) {
        Duration tenth = settings.sessionIdle().dividedBy(10);
        Duration every = tenth.compareTo(SEALED_EVERY) < 0 ? tenth : SEALED_EVERY;
        return session.sealed().plus(every).isBefore(session.seen())
                ? key.known().map(present -> cookie(session, present))
                : Optional.empty();
    }

    /** Returns whether a cookie was made by a portal whose sessions were others. */
    public boolean outdated(String cookie) {
        return key.known()
                .filter(present -> SessionSeal.outdated(cookie, present))
                .isPresent();
    }

    /** Returns the session of a cookie, if it goes on; that counts as a request of it. */
    public Optional<Session> resume(String cookie) {
        return resume(cookie, true);
    }

    /** Returns the session of a cookie, if it goes on; from time to time the account or the provider is asked. */
    Optional<Session> resume(String cookie, boolean attended) {
        Optional<Session> sealed = key.known().flatMap(present -> SessionSeal.open(cookie, present));
        if (sealed.isEmpty()) {
            return Optional.empty();
        }
        String id = sealed.get().id();
        // pages ask several things at once; only one of them asks the provider
        synchronized (locks[Math.floorMod(id.hashCode(), locks.length)]) {
            Instant now = clock.instant();
            Session known = remembered.get(id);
            Session session = known == null ? sealed.get() : sealed.get().with(known);
            Optional<Session> current = over(session, now) || signedOut.has(session)
                    ? Optional.empty()
                    : Optional.of(attended ? session.seen(now) : session).flatMap(seen -> checked(seen, now));
            current.ifPresentOrElse(seen -> remember(seen, now), () -> remembered.remove(id));
            return current;
        }
    }

    private Optional<Session> checked(Session session, Instant now) {
        if (session.grant().isPresent()) {
            return providedSessions.checked(session, session.grant().get(), now);
        }
        return session.checked().plus(CHECKED_EVERY).isBefore(now)
                ? signIn.refresh(session.identity()).map(fresh -> session.checked(fresh, now))
                : Optional.of(session);
    }

    /** Returns what becomes of a session that was resumed here, without counting as a request. */
    OpenSessions.Course course(String id) {
        Session session = remembered.get(id);
        Instant now = clock.instant();
        if (session == null || over(session, now) || signedOut.has(session)) {
            return OpenSessions.Course.OVER;
        }
        return session.grant()
                        .filter(grant -> ProvidedSessions.due(session, grant, now))
                        .isPresent()
                ? OpenSessions.Course.TO_BE_RENEWED
                : OpenSessions.Course.GOES_ON;
    }

    /** Ends the session of a cookie; returns it. */
    public Optional<Session> end(String cookie) {
        Optional<Session> session = key.known().flatMap(present -> SessionSeal.open(cookie, present));
        session.ifPresent(ended -> {
            remembered.remove(ended.id());
            signedOut.add(ended);
        });
        return session;
    }

    /** Ends all sessions of the user of a session and returns a new one in its place. */
    public Session endOthers(Session session) {
        signedOut.addAllOfUser(session);
        return begin(session.identity(), session.grant());
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
