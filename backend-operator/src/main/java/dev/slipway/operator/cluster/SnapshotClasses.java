package dev.slipway.operator.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which storage can make snapshots: the VolumeSnapshotClasses, looked at now and then. A cluster without a CSI driver for
 * snapshots has not even the kind.
 */
public final class SnapshotClasses {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotClasses.class);
    private static final Duration KEPT = Duration.ofSeconds(20);

    /** How soon they are asked for again when they could not be listed. */
    private static final Duration TRIED_AGAIN = Duration.ofSeconds(1);

    private static final String DEFAULT = "snapshot.storage.kubernetes.io/is-default-class";
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("snapshot.storage.k8s.io")
            .withVersion("v1")
            .withKind("VolumeSnapshotClass")
            .withPlural("volumesnapshotclasses")
            .withNamespaced(false)
            .build();

    private final KubernetesClient client;
    private final InstantSource clock;
    private @Nullable Listed listed;
    private @Nullable List<GenericKubernetesResource> told;

    /** Asks through this client. */
    public SnapshotClasses(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    private record Listed(Instant at, List<GenericKubernetesResource> classes) {}

    /** Returns the class that makes snapshots of claims of this storage class: the default one if there are several. */
    public Optional<String> of(StorageClass storage) {
        return classes().stream()
                .filter(found -> storage.getProvisioner()
                        .equals(found.getAdditionalProperties().get("driver")))
                .min(Comparator.comparing((GenericKubernetesResource found) ->
                                !"true".equals(Copies.annotations(found).get(DEFAULT)))
                        .thenComparing(found -> found.getMetadata().getName()))
                .map(found -> found.getMetadata().getName());
    }

    /** Returns the driver of a class, if there is the class. */
    Optional<String> driver(String name) {
        return classes().stream()
                .filter(found -> name.equals(found.getMetadata().getName()))
                .findFirst()
                .flatMap(SnapshotClasses::driver);
    }

    /** Returns the driver of the class that a snapshot gets which names none, if all that are marked so agree. */
    Optional<String> usualDriver() {
        List<String> drivers = classes().stream()
                .filter(found -> "true".equals(Copies.annotations(found).get(DEFAULT)))
                .flatMap(found -> driver(found).stream())
                .distinct()
                .toList();
        return drivers.size() == 1 ? Optional.of(drivers.getFirst()) : Optional.empty();
    }

    private static Optional<String> driver(GenericKubernetesResource found) {
        return Optional.ofNullable(found.getAdditionalProperties().get("driver"))
                .map(Object::toString);
    }

    /** Lists the classes anew. Returns whether they are others than when this was asked last; no at the first time. */
    public boolean haveChanged() {
        Optional<List<GenericKubernetesResource>> now = list();
        if (now.isEmpty()) {
            return false;
        }
        synchronized (this) {
            boolean changed = told != null && !now.get().equals(told);
            told = now.get();
            if (changed) {
                listed = new Listed(clock.instant(), told);
            }
            return changed;
        }
    }

    /** Returns whether what {@link #of} tells was listed at this moment or later; if it was not, it is listed anew for the next look. */
    public synchronized boolean areOf(Instant moment) {
        if (listed != null && !listed.at().isBefore(moment)) {
            return true;
        }
        Instant asked = clock.instant();
        list().ifPresent(now -> listed = new Listed(asked, now));
        return false;
    }

    private synchronized List<GenericKubernetesResource> classes() {
        Listed known = listed;
        if (known == null || known.at().plus(KEPT).isBefore(clock.instant())) {
            Instant asked = clock.instant();
            List<GenericKubernetesResource> before = known == null ? List.of() : known.classes();
            known = list().map(now -> new Listed(asked, now))
                    .orElseGet(() -> new Listed(asked.minus(KEPT).plus(TRIED_AGAIN), before));
            listed = known;
        }
        return known.classes();
    }

    /** Returns nothing if nobody can say. */
    private Optional<List<GenericKubernetesResource>> list() {
        try {
            return Optional.of(client.genericKubernetesResources(KIND).list().getItems());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.of(List.of());
            }
            // Machines shall run on also where nobody can say whether they can be saved.
            LOG.warn("the VolumeSnapshotClasses cannot be listed: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
