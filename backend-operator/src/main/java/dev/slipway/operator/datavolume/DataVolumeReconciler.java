package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.operator.authority.UploadAuthority;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.PodState;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gives each DataVolume its claim, fills it by an importer's Pod, and tells how far that is. */
public final class DataVolumeReconciler implements Reconciler {
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final ImporterSettings settings;
    private final UploadAuthority authority;

    /** Makes the reconciler; upload Pods get their certificates from this authority. */
    public DataVolumeReconciler(
            Caches caches,
            ObjectWriter writer,
            Events events,
            InstantSource clock,
            ImporterSettings settings,
            UploadAuthority authority) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.settings = settings;
        this.authority = authority;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return DataVolumeScope.read(caches, key, clock.instant())
                .map(this::look)
                .orElse(new Outcome.Done());
    }

    private Outcome look(DataVolumeScope scope) {
        if (scope.volume().getMetadata().getDeletionTimestamp() != null) {
            // Claim, Pod and Secret have the DataVolume as owner and go with it.
            return new Outcome.Done();
        }
        DataVolumeDecision decision = DataVolumeDecision.of(scope, settings);
        try {
            boolean again = act(scope, decision);
            tell(scope, DataVolumeProgress.of(scope, decision), scope.restarts() + (again ? 1 : 0));
            return decision instanceof DataVolumeDecision.Wait wait
                    ? new Outcome.Again(wait.left())
                    : new Outcome.Done();
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            DataVolumeProblem problem = decision instanceof DataVolumeDecision.MakePod
                    ? new DataVolumeProblem.PodRefused(Refusals.sentence(e))
                    : new DataVolumeProblem.ClaimRefused(Refusals.sentence(e));
            tell(scope, DataVolumeProgress.refused(scope, problem), scope.restarts());
            return new Outcome.Again(REFUSED_AGAIN);
        }
    }

    /** Makes the change; returns whether it counts as another try. */
    private boolean act(DataVolumeScope scope, DataVolumeDecision decision) {
        switch (decision) {
            case DataVolumeDecision.MakeClaim make ->
                writer.createIfAbsent(FilledClaim.of(scope.volume(), make.filling(), make.size()));
            case DataVolumeDecision.MakePod make -> makePod(scope, make);
            case DataVolumeDecision.RemovePod remove -> writer.delete(remove.pod(), Optional.empty());
            case DataVolumeDecision.TryAgain again -> writer.delete(again.pod(), Optional.empty());
            case DataVolumeDecision.Fail _, DataVolumeDecision.Rest _, DataVolumeDecision.Wait _ -> {}
        }
        return decision instanceof DataVolumeDecision.TryAgain;
    }

    private void makePod(DataVolumeScope scope, DataVolumeDecision.MakePod make) {
        PersistentVolumeClaim claim = scope.claim().orElseThrow();
        Pod pod = ImporterPod.of(scope.volume(), claim, make.filling(), make.size(), settings, scope.consumer());
        if (make.filling() instanceof Filling.Upload) {
            String namespace = pod.getMetadata().getNamespace();
            authority.issue(
                    namespace,
                    DataVolumeNames.uploadSecret(claim),
                    DataVolumeNames.uploadServer(pod.getMetadata().getName(), namespace),
                    FilledClaim.owner(scope.volume()));
        }
        writer.createIfAbsent(pod);
    }

    private void tell(DataVolumeScope scope, DataVolumeProgress progress, int restarts) {
        DataVolume volume = scope.volume();
        scope.claim().filter(_ -> scope.ownsClaim()).ifPresent(claim -> annotate(scope, claim, progress));
        boolean written = writer.status(volume, volume.getStatus(), FillingStatus.of(scope, progress, restarts));
        if (written && !progress.phase().equals(scope.phase())) {
            news(scope, progress);
        }
    }

    private void news(DataVolumeScope scope, DataVolumeProgress progress) {
        String name = DataVolumeNames.claim(scope.volume());
        switch (progress.phase()) {
            case "Pending" -> events.normal(scope.volume(), "Pending", "PVC " + name + " Pending");
            case "WaitForFirstConsumer" ->
                events.normal(scope.volume(), "WaitForFirstConsumer", "PVC " + name + " Pending, waits for a consumer");
            case "ImportScheduled" ->
                events.normal(scope.volume(), "ImportScheduled", "Import into " + name + " scheduled");
            case "ImportInProgress" ->
                events.normal(scope.volume(), "ImportInProgress", "Import into " + name + " in progress");
            case "UploadScheduled" ->
                events.normal(scope.volume(), "UploadScheduled", "Upload into " + name + " scheduled");
            case "UploadReady" -> events.normal(scope.volume(), "UploadReady", "Upload into " + name + " ready");
            case DataVolumeDecision.SUCCEEDED -> succeeded(scope, name);
            case DataVolumeDecision.FAILED -> events.warning(scope.volume(), progress.reason(), progress.message());
            default -> {}
        }
    }

    private void succeeded(DataVolumeScope scope, String name) {
        if (Filling.of(scope.volume()).filter(Filling.Upload.class::isInstance).isPresent()) {
            events.normal(scope.volume(), "UploadSucceeded", "Successfully uploaded into " + name);
        } else {
            events.normal(scope.volume(), "ImportSucceeded", "Successfully imported into PVC " + name);
        }
    }

    /** virtctl and the upload proxy read the state of the Pod from the claim. */
    private void annotate(DataVolumeScope scope, PersistentVolumeClaim claim, DataVolumeProgress progress) {
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        Map<String, String> annotations = new TreeMap<>(Copies.annotations(claim));
        scope.pod().ifPresent(pod -> describe(pod, annotations));
        annotations.put(DataVolumeNames.RUNNING, Boolean.toString(progress.running()));
        annotations.put(DataVolumeNames.RUNNING + ".reason", progress.reason());
        annotations.put(DataVolumeNames.RUNNING + ".message", progress.message());
        annotations.put(DataVolumeNames.POD_RESTARTS, Integer.toString(scope.restarts()));
        writer.whole(
                claim,
                new PersistentVolumeClaimBuilder(claim)
                        .withMetadata(new ObjectMetaBuilder(claim.getMetadata())
                                .withAnnotations(annotations)
                                .build())
                        .build());
    }

    private static void describe(Pod pod, Map<String, String> annotations) {
        annotations.put(DataVolumeNames.IMPORT_POD, pod.getMetadata().getName());
        PodState state = PodState.of(pod);
        annotations.put(DataVolumeNames.POD_PHASE, state.phase());
        annotations.put(DataVolumeNames.POD_READY, Boolean.toString(state.isReady()));
    }
}
