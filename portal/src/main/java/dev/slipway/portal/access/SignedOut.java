package dev.slipway.portal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.portal.PortalSettings;
import dev.slipway.portal.cluster.ClusterConnection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that ended before their time. A cookie says nothing of that, so a ConfigMap does, which every replica reads:
 * per session, or per user with the time before which sessions must have begun. An entry goes when no cookie can be good
 * for it any more. What cannot be written while the API is away is written later; this replica obeys it at once.
 */
@Singleton
class SignedOut {
    private static final Logger LOG = Logger.getLogger(SignedOut.class);
    private static final Duration READ_EVERY = Duration.ofSeconds(2);
    private static final Duration MARGIN = Duration.ofHours(1);

    private final ClusterConnection connection;
    private final PortalSettings settings;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Entry> unwritten = new HashMap<>();
    private Map<String, Entry> known = Map.of();
    private Instant read = Instant.EPOCH;

    SignedOut(ClusterConnection connection, PortalSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    /**
     * What is no longer good.
     *
     * @param before sessions that began before are over
     * @param until when this may be forgotten
     */
    private record Entry(Instant before, Instant until) {
        @Override
        public String toString() {
            return before.toEpochMilli() + "," + until.toEpochMilli();
        }

        static Optional<Entry> parse(String text) {
            int comma = text.indexOf(',');
            try {
                return Optional.of(new Entry(
                        Instant.ofEpochMilli(Long.parseLong(text, 0, Math.max(comma, 0), 10)),
                        Instant.ofEpochMilli(Long.parseLong(text.substring(comma + 1)))));
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }
    }

    /** Returns whether a session was ended, by any replica more than two seconds ago or by this one. */
    synchronized boolean has(Session session) {
        Instant now = clock.instant();
        if (read.plus(READ_EVERY).isBefore(now)) {
            read = now;
            synchronise(now);
        }
        return ended(sessionEntry(session.id()), session) || ended(userEntry(session), session);
    }

    private boolean ended(String name, Session session) {
        return Optional.ofNullable(unwritten.getOrDefault(name, known.get(name)))
                .filter(entry -> session.begun().isBefore(entry.before))
                .isPresent();
    }

    /** Ends a session. */
    void add(Session session) {
        Instant now = now();
        add(sessionEntry(session.id()), now.plus(settings.sessionLimit()), now);
    }

    /** Ends all sessions of the user of a session that have begun by now. */
    void addAllOfUser(Session session) {
        Instant now = now();
        add(userEntry(session), now, now);
    }

    private synchronized void add(String name, Instant before, Instant now) {
        unwritten.put(name, new Entry(before, now.plus(settings.sessionIdle()).plus(MARGIN)));
        synchronise(now);
    }

    /** Cookies know milliseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void synchronise(Instant now) {
        try {
            Optional<KubernetesClient> client = connection.own();
            if (client.isPresent()) {
                ConfigMap stored = client.get()
                        .configMaps()
                        .inNamespace(SlipwayNames.NAMESPACE)
                        .withName(SlipwayNames.SIGNED_OUT)
                        .get();
                known = entries(stored);
                write(client.get(), stored, now);
            }
        } catch (KubernetesClientException e) {
            LOG.debugf("sessions that ended could not be read or told: %s", e.getMessage());
        }
    }

    private void write(KubernetesClient client, @Nullable ConfigMap stored, Instant now) {
        if (unwritten.isEmpty()) {
            return;
        }
        Map<String, @Nullable String> changes = new HashMap<>();
        known.forEach((name, entry) -> {
            if (entry.until.isBefore(now)) {
                changes.put(name, null);
            }
        });
        unwritten.forEach((name, entry) -> changes.put(name, entry.toString()));
        if (stored == null) {
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace(SlipwayNames.NAMESPACE)
                            .withName(SlipwayNames.SIGNED_OUT)
                            .endMetadata()
                            .withData(changes)
                            .build())
                    .create();
        } else {
            client.configMaps()
                    .inNamespace(SlipwayNames.NAMESPACE)
                    .withName(SlipwayNames.SIGNED_OUT)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(Map.of("data", changes)));
        }
        Map<String, Entry> all = new HashMap<>(known);
        all.putAll(unwritten);
        known = all;
        unwritten.clear();
    }

    private static Map<String, Entry> entries(@Nullable ConfigMap stored) {
        Map<String, Entry> entries = new HashMap<>();
        if (stored != null && stored.getData() != null) {
            stored.getData().forEach((name, text) -> Entry.parse(text).ifPresent(entry -> entries.put(name, entry)));
        }
        return entries;
    }

    private static String sessionEntry(String id) {
        return "session." + hash(id);
    }

    private static String userEntry(Session session) {
        return "user." + hash(session.identity().user());
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
