package dev.slipway.operator.population;

import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Fills claims that name a source of CDI, and tells on them how far that is. */
public final class PopulationReconciler implements Reconciler {
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

    /** Volumes are not watched. */
    private static final Duration REBOUND_AGAIN = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;

    /** Makes the reconciler. */
    public PopulationReconciler(KubernetesClient client, Caches caches, ObjectWriter writer, Events events) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.events = events;
    }

    /** Returns whether a claim is one to look at. */
    public static boolean concerns(PersistentVolumeClaim claim) {
        return NamedSource.reference(claim).isPresent();
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return PopulationScope.read(caches, key, this::volume).map(this::look).orElseGet(Outcome.Done::new);
    }

    private Optional<PersistentVolume> volume(String name) {
        return Optional.ofNullable(client.persistentVolumes().withName(name).get());
    }

    private Outcome look(PopulationScope scope) {
        PopulationDecision decision = PopulationDecision.of(scope);
        try {
            act(scope.claim(), decision);
            tell(scope, decision);
            boolean waitsForVolume = scope.isFilled() && !(decision instanceof PopulationDecision.RemovePrime);
            return waitsForVolume ? new Outcome.Again(REBOUND_AGAIN) : new Outcome.Done();
        } catch (KubernetesClientException e) {
            if (!(decision instanceof PopulationDecision.MakePrime) || !Refusals.isRefusal(e)) {
                throw e;
            }
            tell(scope, new PopulationDecision.Hold(new PopulationProblem.PrimeRefused(Refusals.sentence(e))));
            return new Outcome.Again(REFUSED_AGAIN);
        }
    }

    private void act(PersistentVolumeClaim claim, PopulationDecision decision) {
        switch (decision) {
            case PopulationDecision.MakePrime make -> writer.createIfAbsent(make.volume());
            case PopulationDecision.Rebind rebind -> writer.whole(rebind.volume(), given(rebind.volume(), claim));
            case PopulationDecision.RemovePrime remove -> writer.delete(remove.volume(), Optional.empty());
            case PopulationDecision.Hold _, PopulationDecision.Rest _ -> {}
        }
    }

    /** Kubernetes binds a claim to the volume that says that it is its own. */
    private static PersistentVolume given(PersistentVolume volume, PersistentVolumeClaim claim) {
        return new PersistentVolumeBuilder(volume)
                .editSpec()
                .withClaimRef(new ObjectReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("PersistentVolumeClaim")
                        .withNamespace(claim.getMetadata().getNamespace())
                        .withName(claim.getMetadata().getName())
                        .withUid(claim.getMetadata().getUid())
                        .withResourceVersion(claim.getMetadata().getResourceVersion())
                        .build())
                .endSpec()
                .build();
    }

    private void tell(PopulationScope scope, PopulationDecision decision) {
        PersistentVolumeClaim claim = scope.claim();
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        // First: what is noted is not told again, and the claim may have changed meanwhile.
        PopulationNews.of(scope, decision).forEach(news -> {
            if (news.isWarning()) {
                events.warning(claim, news.reason(), news.message());
            } else {
                events.normal(claim, news.reason(), news.message());
            }
        });
        Map<String, String> notes = PopulationNotes.of(scope, decision);
        writer.whole(
                claim,
                new PersistentVolumeClaimBuilder(claim)
                        .editMetadata()
                        .withAnnotations(notes)
                        .endMetadata()
                        .build());
    }
}
