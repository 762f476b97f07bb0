package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.api.cdi.DataImportCronStatus;
import dev.slipway.api.cdi.DataImportCronStatusBuilder;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolumeSourcePVC;
import dev.slipway.api.cdi.ImportStatus;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.datavolume.ImporterPod;
import dev.slipway.operator.datavolume.ImporterSettings;
import dev.slipway.operator.datavolume.ProxyAuthorities;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at the source of each DataImportCron by its schedule, imports what is new, and keeps its DataSource at the newest. */
public final class ImportCronReconciler implements Reconciler {
    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final ImporterSettings settings;
    private final TakenSnapshots snapshots;
    private final ProxyAuthorities proxies;

    /** Makes the reconciler. */
    public ImportCronReconciler(
            Caches caches,
            ObjectWriter writer,
            Events events,
            InstantSource clock,
            ImporterSettings settings,
            TakenSnapshots snapshots,
            ProxyAuthorities proxies) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.settings = settings;
        this.snapshots = snapshots;
        this.proxies = proxies;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Optional<DataImportCron> cron = Caches.find(caches.imports().crons(), key)
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null);
        if (cron.isEmpty()) {
            cleanUp(key);
            return new Outcome.Done();
        }
        ImportCronScope scope = ImportCronScope.read(caches, snapshots, cron.get(), clock.instant());
        if (scope.rival().isPresent()) {
            warn(
                    scope,
                    new ImportCronProblem.AlreadyManaged(
                            scope.cron().getSpec().managedDataSource() + "",
                            scope.rival().get().getMetadata().getName()));
            return new Outcome.Done();
        }
        return look(scope);
    }

    private Outcome look(ImportCronScope scope) {
        Polling polling = Polling.of(scope);
        Optional<ImportCronProblem> problem = look(scope, polling);
        String digest = polling instanceof Polling.Seen seen ? seen.digest() : scope.digest();
        boolean looked = polling instanceof Polling.Seen;
        Importing importing = Importing.of(scope, digest, looked ? Optional.of(scope.now()) : Optional.empty());
        Importing followed = movedTo(scope).isPresent() ? new Importing.Rest() : importing;
        DataImportCronStatus status = act(scope, followed);
        if (!(polling instanceof Polling.Impossible)) {
            keepDataSource(scope, Optional.ofNullable(status.lastImportedPVC()));
        }
        Saving saving = Saving.of(scope);
        boolean saved = !scope.format().snapshots() || saving instanceof Saving.Taken;
        if (movedTo(scope).isEmpty()) {
            save(scope, saving);
        }
        if (followed instanceof Importing.Complete && saved) {
            Retention.outdated(scope).forEach(this::remove);
        }
        write(scope, polling, followed, digest, problem, status);
        polling.pod().ifPresent(pod -> writer.delete(pod, Optional.empty()));
        return NextLook.of(scope, polling, saving);
    }

    private void save(ImportCronScope scope, Saving saving) {
        switch (saving) {
            case Saving.Take take -> writer.createIfAbsent(ImportedSnapshot.of(scope, take.claim()));
            case Saving.Taken _ ->
                scope.volume()
                        .<HasMetadata>map(volume -> volume)
                        .or(() -> scope.claim())
                        .filter(left -> !ImportedVolume.isGoing(left))
                        .ifPresent(left -> writer.delete(left, Optional.empty()));
            case Saving.Drop drop -> writer.delete(drop.snapshot(), Optional.empty());
            case Saving.None _, Saving.Taking _ -> {}
        }
    }

    /** Makes the Pod that looks at the source; returns what is to be told. */
    private Optional<ImportCronProblem> look(ImportCronScope scope, Polling polling) {
        return switch (polling) {
            case Polling.Look _ -> makePoller(scope);
            case Polling.Failed failed -> Optional.of(failed.problem());
            case Polling.Impossible impossible -> Optional.of(impossible.problem());
            case Polling.Looking _, Polling.Rest _ -> untold(scope);
            case Polling.Seen _ -> Optional.empty();
        };
    }

    /** What the last look ended with stays until the next has ended. */
    private static Optional<ImportCronProblem> untold(ImportCronScope scope) {
        return Optional.ofNullable(scope.status().conditions()).orElse(List.of()).stream()
                .filter(condition -> "UpToDate".equals(condition.type()) && isOfLook(condition.reason()))
                .<ImportCronProblem>map(condition ->
                        new ImportCronProblem.PollFailed(condition.reason() + "", condition.message() + ""))
                .findFirst();
    }

    private static boolean isOfLook(@Nullable String reason) {
        return reason != null
                && !List.of("NoDigest", "UpToDate", "Outdated", "ImportProgressing", "ImportFailed")
                        .contains(reason);
    }

    private Optional<ImportCronProblem> makePoller(ImportCronScope scope) {
        try {
            ImporterSettings wanted = settings.under(caches.imports().config());
            Optional<String> unproxied = proxies.provide(
                    wanted, ImportCronNames.poller(scope.cron()), scope.key().namespace(), owner(scope.cron()));
            if (unproxied.isPresent()) {
                return unproxied.map(ImportCronProblem.PollerRefused::new);
            }
            writer.createIfAbsent(ImporterPod.polling(
                    ImportedVolume.template(scope.cron()),
                    new ObjectMetaBuilder()
                            .withName(ImportCronNames.poller(scope.cron()))
                            .withNamespace(scope.key().namespace())
                            .withLabels(Map.of(ImportCronNames.POLLER, "", "app", "containerized-data-importer"))
                            .withOwnerReferences(owner(scope.cron()))
                            .build(),
                    wanted));
            return untold(scope);
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return Optional.of(new ImportCronProblem.PollerRefused(Refusals.sentence(e)));
        }
    }

    private static OwnerReference owner(DataImportCron cron) {
        return new OwnerReferenceBuilder()
                .withApiVersion("cdi.kubevirt.io/v1beta1")
                .withKind("DataImportCron")
                .withName(cron.getMetadata().getName())
                .withUid(cron.getMetadata().getUid())
                .withController(true)
                .build();
    }

    /** Makes the change; returns the status that follows from it. */
    private DataImportCronStatus act(ImportCronScope scope, Importing importing) {
        DataImportCronStatusBuilder status = DataImportCronStatusBuilder.builder(scope.status());
        switch (importing) {
            case Importing.Begin begin ->
                begin(scope, begin.digest()).ifPresent(begun -> status.currentImports(List.of(begun)));
            case Importing.Forget forget -> {
                writer.delete(forget.volume(), Optional.empty());
                status.currentImports(null);
            }
            case Importing.Complete complete -> {
                DataVolumeSourcePVC imported =
                        ImportedVolume.reference(scope, complete.newest().dataVolumeName() + "");
                boolean saved = !scope.format().snapshots() || Saving.of(scope) instanceof Saving.Taken;
                boolean first = scope.status().lastImportedPVC() == null;
                if ((saved || first) && !imported.equals(scope.status().lastImportedPVC())) {
                    status.lastImportedPVC(imported).lastImportTimestamp(Timestamps.format(scope.now()));
                    events.normal(
                            scope.cron(),
                            "ImportSucceeded",
                            "DataSource " + scope.cron().getSpec().managedDataSource()
                                    + " has the content that was imported to "
                                    + scope.key().namespace() + "/" + imported.name() + ".");
                }
                status.sourceFormat(scope.format().word());
            }
            case Importing.Rest _ -> {}
        }
        return status.build();
    }

    /** Content that was imported before is taken again, the other is imported; nothing while its name is taken by what goes. */
    private Optional<ImportStatus> begin(ImportCronScope scope, String digest) {
        String name = ImportCronNames.volume(scope.cron(), digest);
        ObjectKey key = new ObjectKey(scope.key().namespace(), name);
        Optional<PersistentVolumeClaim> there = Caches.find(caches.claims(), key);
        Optional<VolumeSnapshot> saved = snapshots.find(key);
        if (saved.filter(ImportedVolume::isGoing).isPresent()) {
            return Optional.empty();
        }
        if (saved.isPresent() && scope.format().snapshots()) {
            writer.whole(saved.get(), ImportedSnapshot.again(scope, saved.get(), scope.now()));
            return Optional.of(new ImportStatus(name, digest, null));
        }
        if (!ImportedVolume.isFree(Caches.find(caches.dataVolumes(), key), there)) {
            return Optional.empty();
        }
        if (there.isPresent()) {
            writer.whole(there.get(), taken(scope, there.get()));
        } else {
            writer.createIfAbsent(ImportedVolume.of(scope, digest));
        }
        ImportStatus begun = new ImportStatus(name, digest, null);
        if (!scope.newest().equals(Optional.of(begun))) {
            events.normal(
                    scope.cron(),
                    "ImportStarted",
                    "The source has the new content " + digest + "; claim " + name + " gets it.");
        }
        return Optional.of(begun);
    }

    private static PersistentVolumeClaim taken(ImportCronScope scope, PersistentVolumeClaim claim) {
        return new PersistentVolumeClaimBuilder(claim)
                .editMetadata()
                .addToLabels(ImportCronNames.labels(scope.cron()))
                .addToAnnotations(ImportCronNames.LAST_USE, scope.now().toString())
                .endMetadata()
                .build();
    }

    private void keepDataSource(ImportCronScope scope, Optional<DataVolumeSourcePVC> imported) {
        if (!scope.keepsDataSource()) {
            ImportCronProblem problem = new ImportCronProblem.NotManaged(
                    ObjectKey.of(scope.dataSource().orElseThrow()));
            // Once: nothing about it is written to the object itself.
            if (scope.status().conditions() == null) {
                warn(scope, problem);
            }
            return;
        }
        DataSource wanted = ImportedVolume.dataSource(scope, ImportedVolume.source(scope, imported));
        if (scope.dataSource().isPresent()) {
            writer.whole(scope.dataSource().get(), wanted);
        } else {
            writer.createIfAbsent(wanted);
        }
    }

    /** A claim goes with its DataVolume. */
    private void remove(HasMetadata made) {
        HasMetadata removed = made instanceof PersistentVolumeClaim
                ? Caches.find(caches.dataVolumes(), ObjectKey.of(made))
                        .<HasMetadata>map(volume -> volume)
                        .orElse(made)
                : made;
        writer.delete(removed, Optional.empty());
    }

    /** Returns the class that claims get now if it is another than before: what the newest import made is made anew there. */
    private static Optional<String> movedTo(ImportCronScope scope) {
        Optional<String> before =
                Optional.ofNullable(Copies.annotations(scope.cron()).get(ImportCronNames.STORAGE_CLASS));
        return scope.storageClass()
                .filter(now -> before.filter(was -> !was.equals(now)).isPresent());
    }

    private void write(
            ImportCronScope scope,
            Polling polling,
            Importing importing,
            String digest,
            Optional<ImportCronProblem> problem,
            DataImportCronStatus status) {
        Map<String, String> annotations = new TreeMap<>(Copies.annotations(scope.cron()));
        scope.storageClass().ifPresent(name -> annotations.put(ImportCronNames.STORAGE_CLASS, name));
        DataImportCronStatusBuilder after = DataImportCronStatusBuilder.builder(status);
        if (movedTo(scope).isPresent()) {
            scope.volume().ifPresent(volume -> writer.delete(volume, Optional.empty()));
            if (scope.volume().isEmpty()) {
                scope.claim().ifPresent(claim -> writer.delete(claim, Optional.empty()));
            }
            scope.snapshot().ifPresent(snapshot -> writer.delete(snapshot, Optional.empty()));
            after.currentImports(null);
        }
        if (polling instanceof Polling.Seen) {
            annotations.put(ImportCronNames.DIGEST, digest);
            annotations.put(ImportCronNames.LAST, Timestamps.format(scope.now()));
            after.lastExecutionTimestamp(Timestamps.format(scope.now()));
        }
        polling.next().ifPresent(next -> annotations.put(ImportCronNames.NEXT, Timestamps.format(next)));
        after.conditions(ImportCronConditions.of(scope, importing, digest, problem));
        DataImportCron wanted = Copies.withAnnotations(scope.cron(), annotations);
        wanted.setStatus(after.build());
        boolean news = problem.isPresent() && !Objects.equals(untold(scope), problem);
        if (writer.whole(scope.cron(), wanted) && news) {
            warn(scope, problem.orElseThrow());
        }
    }

    private void warn(ImportCronScope scope, ImportCronProblem problem) {
        events.warning(scope.cron(), problem.reason(), problem.message());
    }

    /** Takes away what was to go with a DataImportCron that is gone. */
    private void cleanUp(ObjectKey key) {
        Stream.of(caches.dataSources(), caches.dataVolumes(), caches.claims())
                .flatMap(cache -> cache.getIndexer().list().stream())
                .map(HasMetadata.class::cast)
                .filter(object -> key.namespace().equals(object.getMetadata().getNamespace())
                        && key.name().equals(Copies.labels(object).get(ImportCronNames.CRON))
                        && "true".equals(Copies.labels(object).get(ImportCronNames.CLEANUP))
                        && object.getMetadata().getDeletionTimestamp() == null)
                .forEach(object -> writer.delete(object, Optional.empty()));
        snapshots.labelled(key.namespace(), ImportCronNames.CRON, key.name()).stream()
                .filter(snapshot -> "true".equals(Copies.labels(snapshot).get(ImportCronNames.CLEANUP))
                        && !ImportedVolume.isGoing(snapshot))
                .forEach(snapshot -> writer.delete(snapshot, Optional.empty()));
    }
}
