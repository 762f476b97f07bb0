package dev.slipway.portal.access;

import dev.slipway.portal.oidc.Grant;
import dev.slipway.portal.oidc.Provider;
import dev.slipway.portal.oidc.ProviderAnswer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Sessions of users whom the provider knows: they last as long as it says, and for a while in which it does not answer. */
@Singleton
class ProvidedSessions {
    private static final Logger LOG = Logger.getLogger(ProvidedSessions.class);

    /** Asked before the word of the provider ends, so that nobody waits at its end. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** How long the last word of a provider holds that does not answer. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofSeconds(15);

    private final Provider provider;

    ProvidedSessions(Provider provider) {
        this.provider = provider;
    }

    /** Returns whether the provider has to be asked. */
    static boolean due(Session session, Grant grant, Instant now) {
        return grant.renewable()
                ? grant.until().minus(MARGIN).isBefore(now)
                        && session.checked().plus(PAUSE).isBefore(now)
                : grant.until().isBefore(now);
    }

    /** Returns the session with the user's groups of now; empty if the provider says no more of it. */
    Optional<Session> checked(Session session, Grant grant, Instant now) {
        if (provider.name().isEmpty()) {
            return Optional.empty();
        }
        if (!due(session, grant, now)) {
            return Optional.of(session);
        }
        if (!grant.renewable()) {
            return Optional.empty();
        }
        return switch (provider.renew(session.identity(), grant)) {
            case ProviderAnswer.Known known ->
                // somebody of another name has to sign in as such
                known.identity().user().equals(session.identity().user())
                        ? Optional.of(session.renewed(known.identity(), known.grant(), now))
                        : Optional.empty();
            case ProviderAnswer.Refused refused -> {
                LOG.infof("the session of %s ends: %s", session.identity().user(), refused.sentence());
                yield Optional.empty();
            }
            case ProviderAnswer.Unavailable unavailable -> {
                LOG.warnf(
                        "the session of %s could not be renewed: %s",
                        session.identity().user(), unavailable.sentence());
                yield grant.until().plus(SILENCE).isAfter(now)
                        ? Optional.of(session.checked(session.identity(), now))
                        : Optional.empty();
            }
        };
    }
}
