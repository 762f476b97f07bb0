package dev.slipway.operator.kubevirt;

import dev.slipway.api.kubevirt.CommonInstancetypesDeployment;
import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtSpec;
import dev.slipway.api.kubevirt.KubeVirtSpecBuilder;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps the status of the KubeVirt resource, without which clients take nothing as installed. */
public final class KubeVirtReconciler implements Reconciler {
    /** Name of the resource, as installations of KubeVirt have it. */
    private static final String NAME = "kubevirt";

    /** Where KubeVirt's own guides, and whoever follows them, look for it. */
    public static final String USUAL_NAMESPACE = "kubevirt";

    private static final Duration RECHECK = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofSeconds(30);

    /** The catalogue is big; the start shall not wait for it. */
    private static final Duration AFTER_START = Duration.ofSeconds(15);

    private final Caches caches;
    private final ObjectWriter writer;
    private final InstantSource clock;
    private final Installation installation;
    private final Catalogue catalogue;
    private final Instant catalogueDue;
    private final AtomicBoolean catalogued = new AtomicBoolean();
    private final Components components;

    /** Makes the reconciler. */
    public KubeVirtReconciler(
            Caches caches,
            ObjectWriter writer,
            InstantSource clock,
            Installation installation,
            Catalogue catalogue,
            Components components) {
        this.catalogue = catalogue;
        this.catalogueDue = clock.instant().plus(AFTER_START);
        this.caches = caches;
        this.writer = writer;
        this.clock = clock;
        this.installation = installation;
        this.components = components;
    }

    /** Makes Slipway's namespace, and the KubeVirt resource in {@code home} if the cluster has none in any namespace. */
    public static void ensure(KubernetesClient client, ObjectWriter writer, Installation installation, String home) {
        makeNamespace(writer, installation.namespace());
        if (!client.resources(KubeVirt.class).inAnyNamespace().list().getItems().isEmpty()) {
            return;
        }
        makeNamespace(writer, home);
        KubeVirt resource = new KubeVirt();
        resource.setMetadata(
                new ObjectMetaBuilder().withName(NAME).withNamespace(home).build());
        resource.setSpec(KubeVirtSpecBuilder.builder().build());
        writer.createIfAbsent(resource);
    }

    private static void makeNamespace(ObjectWriter writer, String name) {
        writer.createIfAbsent(new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build());
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Optional<KubeVirt> oldest = caches.installations().getIndexer().list().stream()
                .min(Comparator.comparing(
                                (KubeVirt resource) -> resource.getMetadata().getCreationTimestamp())
                        .thenComparing(resource -> resource.getMetadata().getUid()));
        // A second one configures nothing; the first counts.
        Optional<KubeVirt> mine = oldest.filter(
                        resource -> ObjectKey.of(resource).equals(key))
                .filter(resource -> resource.getMetadata().getDeletionTimestamp() == null);
        if (mine.isEmpty()) {
            return new Outcome.Done();
        }
        Optional<String> missing = components.missing();
        writer.status(
                mine.get(),
                mine.get().getStatus(),
                InstallationStatus.of(mine.get(), installation, missing, clock.instant()));
        Outcome ofCatalogue = wantsCatalogue(mine.get()) ? installCatalogue() : new Outcome.Done();
        Outcome ofComponents = components.areWatched()
                ? new Outcome.Again(missing.isPresent() ? RECHECK : SELDOM)
                : new Outcome.Done();
        return Outcome.earlier(ofCatalogue, ofComponents);
    }

    private Outcome installCatalogue() {
        if (catalogued.get()) {
            return new Outcome.Done();
        }
        Duration wait = Duration.between(clock.instant(), catalogueDue);
        if (wait.isPositive()) {
            return new Outcome.Again(wait);
        }
        catalogue.install();
        catalogued.set(true);
        return new Outcome.Done();
    }

    /** As in KubeVirt, {@code configuration.commonInstancetypesDeployment.enabled: false} keeps the catalogue away. */
    private static boolean wantsCatalogue(KubeVirt resource) {
        return Optional.ofNullable(resource.getSpec())
                .map(KubeVirtSpec::configuration)
                .map(KubeVirtConfiguration::commonInstancetypesDeployment)
                .map(CommonInstancetypesDeployment::enabled)
                .orElse(true);
    }
}
