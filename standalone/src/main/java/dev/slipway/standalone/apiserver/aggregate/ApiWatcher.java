package dev.slipway.standalone.apiserver.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.collect.Servant;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.store.Change;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.webhook.ServicePlace;
import io.vertx.core.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The thread that looks whether registered APIs answer: when a registration, or what stands behind it, changes, and now and then, as
 * a server may go without a word. It keeps what they say of themselves for the documents of all.
 */
final class ApiWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ApiWatcher.class.getName());
    private static final long CALM_SECONDS = 30;
    private static final long TROUBLED_SECONDS = 2;

    /** Many changes in a row are looked at together. */
    private static final Duration BREATH = Duration.ofMillis(500);

    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource ENDPOINTS = new GroupResource("", "endpoints");
    private static final Set<GroupResource> BEHIND = Set.of(SERVICES, ENDPOINTS, new GroupResource("", "pods"));

    private final ObjectStore store;
    private final RegisteredApis registered;
    private final ApiBackend backend;
    private final ApiInquiry inquiry;
    private final Servant servant;
    private final Clock clock;
    private final Map<String, ApiInquiry.Description> descriptions = new ConcurrentHashMap<>();
    private final Thread thread;
    private boolean changed = true;
    private boolean closed;

    ApiWatcher(ObjectStore store, RegisteredApis registered, ApiBackend backend, Servant servant, Clock clock) {
        this.store = store;
        this.registered = registered;
        this.backend = backend;
        this.inquiry = new ApiInquiry(backend);
        this.servant = servant;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("apiserver-aggregation").unstarted(this::run);
    }

    void start() {
        store.listen(this::hear);
        thread.start();
    }

    /** Returns what a registered API said last. */
    Optional<ApiInquiry.Description> description(RegisteredApi api) {
        return Optional.ofNullable(descriptions.get(api.name()));
    }

    private void hear(List<Change> changes) {
        if (changes.stream().map(change -> change.object().key()).anyMatch(this::matters)) {
            synchronized (this) {
                changed = true;
                notifyAll();
            }
        }
    }

    private boolean matters(ObjectKey key) {
        return key.resource().equals(RegisteredApis.APIS)
                || BEHIND.contains(key.resource())
                        && registered.all().stream()
                                .anyMatch(api -> api.namespace().equals(key.namespace()));
    }

    private void run() {
        long pause = CALM_SECONDS;
        while (awaitChange(pause)) {
            try {
                pause = look() ? CALM_SECONDS : TROUBLED_SECONDS;
                Thread.sleep(BREATH);
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "Registered APIs could not be looked at; the next look follows.", e);
                pause = TROUBLED_SECONDS;
            }
        }
    }

    /** Returns false when it is time to end. Where nothing is registered there is nothing to look at now and then. */
    private synchronized boolean awaitChange(long seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (!closed && !changed && (registered.all().isEmpty() || deadline - System.nanoTime() > 0)) {
                wait(registered.all().isEmpty() ? 0 : Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException _) {
            return false;
        }
        changed = false;
        return !closed;
    }

    /** Returns whether all is well. */
    private boolean look() throws InterruptedException {
        List<RegisteredApi> apis = registered.all();
        descriptions.keySet().retainAll(apis.stream().map(RegisteredApi::name).collect(Collectors.toSet()));
        sayLocal();
        List<Thread> looks = apis.stream()
                .map(api -> Thread.ofVirtual()
                        .name("apiserver-aggregation-" + api.name())
                        .start(() -> look(api)))
                .toList();
        for (Thread look : looks) {
            look.join();
        }
        return registered.all().stream().allMatch(RegisteredApi::available);
    }

    private void sayLocal() {
        store.list(RegisteredApis.APIS, "").objects().stream()
                .filter(object -> !object.tree().path("spec").path("service").isObject())
                .forEach(object -> say(object, Availability.LOCAL));
    }

    /** Whoever sees that it is available finds it in the documents of all, too. */
    private void look(RegisteredApi api) {
        try {
            Availability availability = availability(api);
            if (availability.holds()) {
                inquiry.describe(api).ifPresent(description -> descriptions.put(api.name(), description));
            }
            store.get(new ObjectKey(RegisteredApis.APIS, "", api.name()))
                    .ifPresent(object -> say(object, availability));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(StoredObject object, Availability availability) {
        availability.patch(object.tree(), clock.instant()).ifPresent(patch -> {
            if (!servant.merge(object.key(), "status", patch)) {
                synchronized (this) {
                    changed = true;
                }
            }
        });
    }

    private Availability availability(RegisteredApi api) throws InterruptedException {
        SocketAddress place;
        try {
            place = backend.place(api);
        } catch (ServicePlace.Nobody e) {
            return missing(api, e.missing());
        }
        try {
            inquiry.check(api, place);
            return Availability.PASSED;
        } catch (ApiInquiry.Silent e) {
            return Availability.failed(String.valueOf(e.getMessage()));
        }
    }

    private Availability missing(RegisteredApi api, ServicePlace.Missing missing) {
        ObjectKey key = new ObjectKey(SERVICES, api.namespace(), api.service());
        Optional<ObjectNode> service = store.get(key).map(StoredObject::tree);
        boolean announced =
                service.filter(found -> !found.at("/spec/selector").isEmpty()).isPresent()
                        || store.get(new ObjectKey(ENDPOINTS, api.namespace(), api.service()))
                                .isPresent();
        String port = service.stream()
                .flatMap(found -> found.at("/spec/ports").valueStream())
                .filter(candidate -> candidate.path("port").asInt() == api.port())
                .map((JsonNode candidate) -> candidate.path("name").asText(""))
                .findFirst()
                .orElse("");
        return Availability.missing(api, missing, announced, port);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
