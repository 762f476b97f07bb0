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
import jakarta.inject.Inject;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Supplier<Optional<KubernetesClient>> api;
    private final PortalSettings settings;
    private final Clock clock = Clock.systemUTC();
    private final ReentrantLock asking = new ReentrantLock();
    private final Map<String, Entry> unwritten = new HashMap<>();
    private Map<String, Entry> known = Map.of();
    private Instant read = Instant.EPOCH;
    private @Nullable Reading reading;

    @Inject
    SignedOut(ClusterConnection connection, PortalSettings settings) {
        this(connection::own, settings);
    }

    SignedOut(Supplier<Optional<KubernetesClient>> api, PortalSettings settings) {
        this.api = api;
        this.settings = settings;
    }

    /** One question to the API, whose answer is for all who ask meanwhile. */
    private record Reading(Instant begun, CompletableFuture<Void> done) {}

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

    /**
     * Returns whether a session was ended, by any replica more than two seconds ago or by this one. An API that does not answer
     * is waited for once, and then what was known before counts.
     */
    boolean has(Session session) {
        Reading news = news();
        if (news != null) {
            await(news);
        }
        return isEnded(session);
    }

    private synchronized @Nullable Reading news() {
        Instant now = clock.instant();
        if (reading == null && read.plus(READ_EVERY).isBefore(now)) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            reading = new Reading(now, done);
            Thread.ofVirtual().name("sessions that ended").start(() -> {
                try {
                    synchronise();
                } finally {
                    settle();
                    done.complete(null);
                }
            });
        }
        return reading;
    }

    private synchronized void settle() {
        read = clock.instant();
        reading = null;
    }

    /** Before the first answer nothing is known that could count instead. */
    private void await(Reading news) {
        Duration left = isNew() ? FIRST_PATIENCE : PATIENCE.minus(Duration.between(news.begun(), clock.instant()));
        try {
            news.done().get(Math.max(left.toMillis(), 0), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            LOG.debug("the sessions that ended are not known anew yet");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isNew() {
        return read.equals(Instant.EPOCH);
    }

    private synchronized boolean isEnded(Session session) {
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

    private void add(String name, Instant before, Instant now) {
        synchronized (this) {
            unwritten.put(
                    name, new Entry(before, now.plus(settings.sessionIdle()).plus(MARGIN)));
        }
        synchronise();
    }

    /** Cookies know milliseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Tells the API what it does not know and reads what it does; one after the other, and no one waits long for the one before. */
    private void synchronise() {
        try {
            if (!asking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // the next reading tells it
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            Optional<KubernetesClient> client = api.get();
            if (client.isPresent()) {
                exchange(client.get());
            }
        } catch (KubernetesClientException e) {
            LOG.debugf("sessions that ended could not be read or told: %s", e.getMessage());
        } finally {
            asking.unlock();
        }
    }

    private void exchange(KubernetesClient client) {
        ConfigMap stored = client.configMaps()
                .inNamespace(SlipwayNames.NAMESPACE)
                .withName(SlipwayNames.SIGNED_OUT)
                .get();
        Map<String, Entry> told = entries(stored);
        Map<String, Entry> news;
        synchronized (this) {
            known = told;
            news = Map.copyOf(unwritten);
        }
        if (news.isEmpty()) {
            return;
        }
        write(client, stored, told, news);
        Map<String, Entry> all = new HashMap<>(told);
        all.putAll(news);
        synchronized (this) {
            known = all;
            news.forEach(unwritten::remove);
        }
    }

    private void write(
            KubernetesClient client, @Nullable ConfigMap stored, Map<String, Entry> told, Map<String, Entry> news) {
        Instant now = clock.instant();
        Map<String, @Nullable String> changes = new HashMap<>();
        told.forEach((name, entry) -> {
            if (entry.until.isBefore(now)) {
                changes.put(name, null);
            }
        });
        news.forEach((name, entry) -> changes.put(name, entry.toString()));
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
