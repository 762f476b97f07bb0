package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.machine.pod.Bytes;
import dev.slipway.operator.authority.CloneAuthority;
import dev.slipway.operator.authority.UploadAuthority;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Gives each DataVolume its claim, fills it by an importer's Pod, and tells how far that is; fills claims that ask for it
 * themselves, too.
 */
public final class DataVolumeReconciler implements Reconciler {
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

    /** Whatever a DataVolume waits for is watched; this only bounds how long a missed change is missed. */
    private static final Duration HELD_AGAIN = Duration.ofSeconds(15);

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final ImporterSettings settings;
    private final UploadAuthority authority;
    private final CloneAuthority clones;
    private final TakenSnapshots snapshots;
    private final ProxyAuthorities proxies;

    /** Makes the reconciler; Pods that listen get their certificates from these authorities. */
    public DataVolumeReconciler(
            Caches caches,
            ObjectWriter writer,
            Events events,
            InstantSource clock,
            ImporterSettings settings,
            UploadAuthority authority,
            CloneAuthority clones,
            TakenSnapshots snapshots,
            ProxyAuthorities proxies) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.settings = settings;
        this.authority = authority;
        this.clones = clones;
        this.snapshots = snapshots;
        this.proxies = proxies;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return DataVolumeScope.read(caches, snapshots, key, settings().overhead(), clock.instant())
                .map(this::look)
                .orElse(new Outcome.Done());
    }

    private Outcome look(DataVolumeScope scope) {
        DataVolumeDecision decision = withAuthorities(scope, DataVolumeDecision.of(scope, settings()));
        if (decision instanceof DataVolumeDecision.CleanUp) {
            cleanUp(scope);
            return new Outcome.Done();
        }
        if (scope.volume().getMetadata().getDeletionTimestamp() != null) {
            if (scope.isAnnotatedClaim()) {
                // The claim stays for as long as the Pod uses it.
                scope.pod().ifPresent(pod -> writer.delete(pod, Optional.empty()));
            }
            // Claim, Pod and Secret have the DataVolume as owner and go with it.
            return new Outcome.Done();
        }
        try {
            boolean again = act(scope, decision);
            if (decision instanceof DataVolumeDecision.Mark) {
                // Its new version comes back through the watch.
                return new Outcome.Done();
            }
            DataVolumeProgress progress = DataVolumeProgress.of(scope, decision);
            DataVolumeScope made =
                    decision instanceof DataVolumeDecision.MakeClaim make ? scope.having(make.claim()) : scope;
            if (tell(made, progress, scope.restarts() + (again ? 1 : 0)) && isTrouble(decision, progress)) {
                trouble(scope, progress);
            }
            return switch (decision) {
                case DataVolumeDecision.Wait wait -> new Outcome.Again(wait.left());
                case DataVolumeDecision.Hold _, DataVolumeDecision.LetGo _ -> new Outcome.Again(HELD_AGAIN);
                default -> new Outcome.Done();
            };
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            boolean ofPod = decision instanceof DataVolumeDecision.MakePod
                    || decision instanceof DataVolumeDecision.MakeSourcePod;
            DataVolumeProblem problem = ofPod
                    ? new DataVolumeProblem.PodRefused(Refusals.sentence(e))
                    : new ClaimProblem.ClaimRefused(Refusals.sentence(e));
            DataVolumeProgress progress = DataVolumeProgress.refused(scope, problem);
            if (tell(scope, progress, scope.restarts())) {
                trouble(scope, progress);
            }
            return new Outcome.Again(REFUSED_AGAIN);
        }
    }

    private ImporterSettings settings() {
        return settings.under(
                caches.imports().config(),
                ClaimWishes.usual(caches.storageClasses().getIndexer().list()));
    }

    /** A Pod that fetches through a proxy needs whom to believe there; without, it is not made. */
    private DataVolumeDecision withAuthorities(DataVolumeScope scope, DataVolumeDecision decision) {
        if (!(decision instanceof DataVolumeDecision.MakePod make)
                || !make.filling().isFetched()) {
            return decision;
        }
        return proxies.provide(
                        settings(),
                        DataVolumeNames.claim(scope.volume()),
                        scope.volume().getMetadata().getNamespace(),
                        FilledClaim.owner(scope.subject()))
                .<DataVolumeDecision>map(
                        why -> new DataVolumeDecision.Hold(new DataVolumeProblem.ProxyAuthoritiesMissing(why)))
                .orElse(decision);
    }

    /** Makes the change; returns whether it counts as another try. */
    private boolean act(DataVolumeScope scope, DataVolumeDecision decision) {
        switch (decision) {
            case DataVolumeDecision.MakeClaim make -> writer.createIfAbsent(make.claim());
            case DataVolumeDecision.Mark mark ->
                writer.whole(scope.volume(), Copies.withAnnotations(scope.volume(), mark.annotations()));
            case DataVolumeDecision.TakeOver take ->
                writer.whole(
                        take.claim(),
                        new PersistentVolumeClaimBuilder(take.claim())
                                .editMetadata()
                                .addToOwnerReferences(FilledClaim.owner(scope.volume()))
                                .endMetadata()
                                .build());
            case DataVolumeDecision.MakePod make -> makePod(scope, make);
            case DataVolumeDecision.RemovePod remove -> writer.delete(remove.pod(), Optional.empty());
            case DataVolumeDecision.TryAgain again -> {
                ImporterEnd.lostUpload(again.pod(), scope.now())
                        .ifPresent(sentence -> events.warning(scope.subject(), "UploadFailed", sentence));
                writer.delete(again.pod(), Optional.empty());
            }
            case DataVolumeDecision.LetGo going -> going.pod().ifPresent(pod -> writer.delete(pod, Optional.empty()));
            case DataVolumeDecision.AddFinalizer _ ->
                writer.whole(scope.volume(), Copies.withFinalizer(scope.volume(), DataVolumeNames.FINALIZER));
            case DataVolumeDecision.MakeSourcePod make -> makeSourcePod(scope, make.source());
            case DataVolumeDecision.MakeSourceClaim make -> writer.createIfAbsent(make.claim());
            case DataVolumeDecision.GrowClaim grow ->
                writer.whole(
                        grow.claim(),
                        new PersistentVolumeClaimBuilder(grow.claim())
                                .editSpec()
                                .editResources()
                                .addToRequests("storage", Bytes.quantity(grow.bytes()))
                                .endResources()
                                .endSpec()
                                .build());
            case DataVolumeDecision.CleanUp _,
                    DataVolumeDecision.Fail _,
                    DataVolumeDecision.Filled _,
                    DataVolumeDecision.Hold _,
                    DataVolumeDecision.Rest _,
                    DataVolumeDecision.Wait _ -> {}
        }
        return decision instanceof DataVolumeDecision.TryAgain;
    }

    private void makePod(DataVolumeScope scope, DataVolumeDecision.MakePod make) {
        PersistentVolumeClaim claim = scope.claim().orElseThrow();
        Pod pod = ImporterPod.of(
                scope.volume(),
                claim,
                make,
                settings(),
                // A source of this namespace is mounted.
                scope.source().map(source -> scope.isFromAfar() ? source : source.unserved()),
                scope.consumer());
        if (make.filling() instanceof Filling.Upload) {
            String namespace = pod.getMetadata().getNamespace();
            authority.issue(
                    namespace,
                    DataVolumeNames.uploadSecret(claim),
                    DataVolumeNames.server(pod.getMetadata().getName(), namespace),
                    FilledClaim.owner(scope.subject()));
        }
        writer.createIfAbsent(pod);
    }

    private void makeSourcePod(DataVolumeScope scope, CloneSource source) {
        Pod pod = ImporterPod.serving(scope.volume(), source, settings());
        clones.issue(
                ends(scope, source.key().namespace()),
                pod,
                DataVolumeNames.server(
                        pod.getMetadata().getName(), pod.getMetadata().getNamespace()),
                FilledClaim.owner(scope.volume()));
        writer.createIfAbsent(pod);
    }

    private static CloneAuthority.Ends ends(DataVolumeScope scope, String sourceNamespace) {
        return new CloneAuthority.Ends(
                sourceNamespace,
                scope.volume().getMetadata().getNamespace(),
                DataVolumeNames.cloneSecret(scope.volume()));
    }

    /** What is in another namespace has no owner to go with. */
    private void cleanUp(DataVolumeScope scope) {
        // By its name, which is the DataVolume's alone: where the clone came from may be forgotten by now.
        String server = DataVolumeNames.sourcePod(scope.volume());
        caches.podsNamed(server).forEach(pod -> {
            writer.delete(pod, Optional.empty());
            clones.revoke(ends(scope, pod.getMetadata().getNamespace()));
        });
        scope.source()
                .ifPresent(source -> clones.revoke(ends(scope, source.key().namespace())));
        caches.claimsNamed(DataVolumeNames.restoredSource(scope.volume())).stream()
                .filter(claim -> ObjectKey.of(scope.volume())
                        .toString()
                        .equals(Copies.annotations(claim).get(DataVolumeNames.OWNED_BY)))
                .forEach(claim -> writer.delete(claim, Optional.empty()));
        writer.whole(scope.volume(), Copies.withoutFinalizer(scope.volume(), DataVolumeNames.FINALIZER));
    }

    /** Writes what there is to know; returns whether some of it is new. */
    private boolean tell(DataVolumeScope scope, DataVolumeProgress progress, int restarts) {
        DataVolume volume = scope.volume();
        Optional<PersistentVolumeClaim> own = scope.claim().filter(_ -> scope.ownsClaim());
        boolean noted = own.filter(claim -> annotate(scope, claim, progress)).isPresent();
        if (scope.isAnnotatedClaim()) {
            // Its annotations are all that there is to know.
            if (noted) {
                DataVolumeNews.ofClaim(scope, progress).forEach(news -> tell(news, scope.subject(), own));
            }
            return noted;
        }
        DataVolumeStatus status = FillingStatus.of(scope, progress, restarts);
        boolean written = writer.status(volume, volume.getStatus(), status);
        if (written) {
            DataVolumeNews.of(scope, progress, status).forEach(news -> tell(news, volume, own));
        }
        return written;
    }

    private void tell(DataVolumeNews news, HasMetadata subject, Optional<PersistentVolumeClaim> claim) {
        if (news.isOfClaim()) {
            claim.ifPresent(found -> events.normal(found, news.reason(), news.message()));
        } else if (news.isWarning()) {
            events.warning(subject, news.reason(), news.message());
        } else {
            events.normal(subject, news.reason(), news.message());
        }
    }

    /** What keeps a DataVolume waiting, but for what only takes its time, and what a running Pod has refused. */
    private static boolean isTrouble(DataVolumeDecision decision, DataVolumeProgress progress) {
        return switch (decision) {
            case DataVolumeDecision.LetGo _ -> true;
            case DataVolumeDecision.Hold hold -> !(hold.problem() instanceof CloneProblem.CloneSourceStarting);
            default -> progress.running() && !progress.message().isEmpty();
        };
    }

    private void trouble(DataVolumeScope scope, DataVolumeProgress progress) {
        if (!progress.reason().equals(scope.runningReason())) {
            events.warning(scope.subject(), progress.reason(), progress.message());
        }
    }

    /** Returns whether some of it is new. */
    private boolean annotate(DataVolumeScope scope, PersistentVolumeClaim claim, DataVolumeProgress progress) {
        boolean isNew = claim.getMetadata().getUid() == null;
        if (isNew || claim.getMetadata().getDeletionTimestamp() != null) {
            return false;
        }
        return writer.whole(
                claim,
                new PersistentVolumeClaimBuilder(claim)
                        .withMetadata(new ObjectMetaBuilder(claim.getMetadata())
                                .withAnnotations(ClaimNotes.of(scope, claim, progress))
                                .build())
                        .build());
    }
}
