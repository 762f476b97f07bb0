package dev.slipway.operator;

import dev.slipway.operator.authority.CloneAuthority;
import dev.slipway.operator.authority.ExportAuthority;
import dev.slipway.operator.authority.MigrationAuthority;
import dev.slipway.operator.authority.UploadAuthority;
import dev.slipway.operator.cdiconfig.CdiConfigReconciler;
import dev.slipway.operator.clone.CloneReconciler;
import dev.slipway.operator.cluster.ApiFacts;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.KeptRevisions;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.SnapshotClasses;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.datasource.DataSourceReconciler;
import dev.slipway.operator.datavolume.DataVolumeReconciler;
import dev.slipway.operator.datavolume.ProxyAuthorities;
import dev.slipway.operator.evacuation.EvacuationReconciler;
import dev.slipway.operator.export.ExportReconciler;
import dev.slipway.operator.export.ExportSettings;
import dev.slipway.operator.health.HealthServer;
import dev.slipway.operator.health.ReconcileMetrics;
import dev.slipway.operator.kubevirt.Catalogue;
import dev.slipway.operator.kubevirt.Components;
import dev.slipway.operator.kubevirt.KubeVirtReconciler;
import dev.slipway.operator.kubevirt.UpstreamKubeVirt;
import dev.slipway.operator.migration.MigrationReconciler;
import dev.slipway.operator.migration.OwnMigrations;
import dev.slipway.operator.node.NodeReconciler;
import dev.slipway.operator.pool.PoolReconciler;
import dev.slipway.operator.reconcile.Reconciler;
import dev.slipway.operator.reconcile.WorkQueue;
import dev.slipway.operator.replicaset.ReplicaSetReconciler;
import dev.slipway.operator.snapshot.ContentReconciler;
import dev.slipway.operator.snapshot.RestoreReconciler;
import dev.slipway.operator.snapshot.SnapshotReconciler;
import dev.slipway.operator.update.UpdateReconciler;
import dev.slipway.operator.vm.BlockTracking;
import dev.slipway.operator.vm.Instancetypes;
import dev.slipway.operator.vm.SnapshotClassNews;
import dev.slipway.operator.vm.StartRevisions;
import dev.slipway.operator.vm.VmReconciler;
import dev.slipway.operator.vmi.VmiReconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator: its caches, its controllers and what keeps them running. Can run in a process of its own or in another. */
public final class OperatorApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorApp.class);
    private static final int FEW = 1;

    /** How often the first request is sent, each of which may take ten seconds. */
    private static final int FIRST_ATTEMPTS = 10;

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final ObjectWriter writer;
    private final Caches caches;
    private final UploadAuthority authority;
    private final ReconcileMetrics metrics = new ReconcileMetrics();
    private final WorkQueue machines;
    private final WorkQueue instances;
    private final WorkQueue dataVolumes;
    private final WorkQueue dataSources;
    private final WorkQueue nodes;
    private final WorkQueue snapshotClassNews;
    private final WorkQueue installations;
    private final WorkQueue replicaSets;
    private final WorkQueue pools;
    private final WorkQueue configs;
    private final WorkQueue snapshots;
    private final WorkQueue contents;
    private final WorkQueue restores;
    private final WorkQueue clones;
    private final WorkQueue exports;
    private final WorkQueue migrations;
    private final WorkQueue evacuations;
    private final WorkQueue updates;
    private final ImportControllers imports;
    private final RequestControllers requests;
    private final AtomicBoolean filled = new AtomicBoolean();
    private final Office office = new Office(this::prepare, this::work, this::rest);
    private final InstantSource clock;
    private Optional<ClusterDuties> duties = Optional.empty();
    private Optional<HealthServer> health = Optional.empty();
    private Optional<Leadership> leadership = Optional.empty();

    /** Makes an operator that works through this client, which stays the caller's to close. */
    public OperatorApp(KubernetesClient client, OperatorSettings settings) {
        this(client, settings, InstantSource.system());
    }

    OperatorApp(KubernetesClient client, OperatorSettings settings, InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.writer = new ObjectWriter(client);
        this.caches = new Caches(client);
        this.authority =
                new UploadAuthority(client, writer, settings.installation().namespace(), clock);
        Events machineEvents = new Events(client, "virtualmachine-controller", clock);
        SnapshotClasses snapshotClasses = new SnapshotClasses(client, clock);
        TakenSnapshots takenSnapshots = new TakenSnapshots(client, snapshotClasses);
        Events volumeEvents = new Events(client, "datavolume-controller", clock);
        KeptRevisions facts = new KeptRevisions(
                new ApiFacts(client, caches, settings.installation().architecture()), clock);
        StartRevisions starts = new StartRevisions(client, facts, writer);
        machines = queue(
                "VirtualMachine",
                new VmReconciler(
                        caches,
                        writer,
                        new Instancetypes(client, facts, starts, writer),
                        starts,
                        new BlockTracking(client, caches),
                        machineEvents,
                        clock,
                        snapshotClasses,
                        () -> ThreadLocalRandom.current().nextDouble()));
        snapshotClassNews = queue("VolumeSnapshotClass", new SnapshotClassNews(snapshotClasses, caches, machines::add));
        instances = queue(
                "VirtualMachineInstance",
                new VmiReconciler(client, caches, writer, machineEvents, clock, settings.launcherImage()));
        ProxyAuthorities proxies =
                new ProxyAuthorities(client, writer, settings.installation().namespace());
        dataVolumes = queue(
                "DataVolume",
                new DataVolumeReconciler(
                        caches,
                        writer,
                        volumeEvents,
                        clock,
                        settings.importer(),
                        authority,
                        new CloneAuthority(client, writer, clock),
                        takenSnapshots,
                        proxies));
        dataSources = queue("DataSource", new DataSourceReconciler(caches, writer, clock, takenSnapshots));
        nodes = queue("Node", new NodeReconciler(caches, writer, new Events(client, "node-controller", clock), clock));
        installations = queue(
                "KubeVirt",
                new KubeVirtReconciler(
                        caches,
                        writer,
                        clock,
                        settings.installation(),
                        new Catalogue(client),
                        settings.webhookPort().isPresent()
                                ? new Components.Deployed(
                                        client, settings.installation().namespace())
                                : new Components.Embedded()));
        replicaSets = queue(
                "VirtualMachineInstanceReplicaSet",
                new ReplicaSetReconciler(
                        client,
                        caches,
                        writer,
                        new Events(client, "virtualmachinereplicaset-controller", clock),
                        clock));
        pools = queue(
                "VirtualMachinePool",
                new PoolReconciler(
                        client,
                        caches,
                        writer,
                        new Events(client, "virtualmachinepool-controller", clock),
                        clock,
                        new Random()));
        configs = queue(
                "CDIConfig",
                new CdiConfigReconciler(
                        client,
                        writer,
                        () -> caches.storageClasses().getStore().list(),
                        () -> caches.imports().installations().getStore().list(),
                        settings.installation().namespace(),
                        settings.uploads()));
        snapshots = queue(
                "VirtualMachineSnapshot",
                new SnapshotReconciler(
                        client,
                        caches,
                        writer,
                        new Events(client, "snapshot-controller", clock),
                        clock,
                        snapshotClasses,
                        starts));
        contents = queue("VirtualMachineSnapshotContent", new ContentReconciler(client, caches, writer));
        restores = queue(
                "VirtualMachineRestore",
                new RestoreReconciler(client, caches, writer, new Events(client, "restore-controller", clock), clock));
        clones = queue(
                "VirtualMachineClone",
                new CloneReconciler(caches, writer, new Events(client, "clone-controller", clock), clock));
        ExportAuthority exportAuthority =
                new ExportAuthority(client, writer, settings.installation().namespace(), clock);
        exports = queue(
                "VirtualMachineExport",
                new ExportReconciler(
                        client,
                        caches,
                        writer,
                        new Events(client, "export-controller", clock),
                        clock,
                        exportAuthority,
                        new ExportSettings(
                                settings.installation().namespace(), settings.importer(), settings.exports())));
        migrations = queue(
                "VirtualMachineInstanceMigration",
                new MigrationReconciler(
                        client,
                        caches,
                        writer,
                        machineEvents,
                        new MigrationAuthority(writer, clock),
                        clock,
                        settings.launcherImage()));
        OwnMigrations ownMigrations = new OwnMigrations(caches, writer, machineEvents, clock);
        evacuations = queue("Evacuation", new EvacuationReconciler(caches, ownMigrations, clock));
        requests = new RequestControllers(client, caches, writer, clock, exportAuthority, metrics);
        updates = queue("Update", new UpdateReconciler(client, caches, writer, ownMigrations, machineEvents, clock));
        imports = new ImportControllers(
                client, caches, writer, clock, snapshotClasses, takenSnapshots, settings.importer(), proxies, metrics);
    }

    private WorkQueue queue(String kind, Reconciler reconciler) {
        return new WorkQueue(kind, reconciler, metrics);
    }

    /**
     * Starts: looks for another KubeVirt, fills the caches, and works, or waits until it is the leader.
     *
     * @throws UpstreamKubeVirt.Found if KubeVirt's own operator runs in this cluster
     * @throws TimeoutException if the caches are not filled in time
     */
    public void start() throws TimeoutException, InterruptedException {
        if (settings.webhookPort().isPresent()) {
            duties = Optional.of(new ClusterDuties(client, settings, writer, caches, authority, clock));
        }
        refuseUpstream();
        duties.ifPresent(ClusterDuties::prepare);
        settings.healthPort()
                .ifPresent(port ->
                        health = Optional.of(HealthServer.start(metrics, this::isReady, settings.healthHost(), port)));
        new Triggers(
                        caches,
                        machines,
                        instances,
                        dataVolumes,
                        dataSources,
                        nodes,
                        installations,
                        replicaSets,
                        pools,
                        migrations,
                        evacuations,
                        updates)
                .connect();
        new SnapshotTriggers(caches, snapshots, contents, restores, clones).connect();
        new ExportTriggers(caches, exports).connect();
        imports.connect();
        Triggers.on(caches.imports().configs(), _ -> configs.add(CdiConfigReconciler.CONFIG));
        Triggers.on(caches.imports().installations(), _ -> configs.add(CdiConfigReconciler.CONFIG));
        requests.connect();
        caches.start(settings.patience());
        filled.set(true);
        duties.ifPresent(ClusterDuties::begin);
        if (settings.leaderElection()) {
            leadership = Optional.of(Leadership.seek(
                    client, settings.installation().namespace(), settings.identity(), office::take, office::leave));
        } else {
            prepare();
            work();
        }
        LOG.info("the operator runs");
    }

    /** On a busy node the first answers come late; to end for that would be to start all over, later still. */
    private void refuseUpstream() {
        for (int left = FIRST_ATTEMPTS; ; left--) {
            try {
                UpstreamKubeVirt.refuse(client);
                return;
            } catch (UpstreamKubeVirt.Found e) {
                duties.ifPresent(cluster ->
                        cluster.complain("UpstreamKubeVirt", Objects.requireNonNullElse(e.getMessage(), "")));
                throw e;
            } catch (KubernetesClientException e) {
                // Without an answer it is -1.
                boolean answered = e.getCode() > 0;
                if (answered || left == 0) {
                    throw e;
                }
                LOG.warn("the API server has not answered yet: {}", e.getMessage());
            }
        }
    }

    private boolean isReady() {
        return filled.get() && duties.map(ClusterDuties::isServing).orElse(true);
    }

    /** Makes what the controllers count on. */
    private void prepare() {
        if (duties.isPresent()) {
            duties.get().lead();
        } else {
            KubeVirtReconciler.ensure(client, writer, settings.installation(), KubeVirtReconciler.USUAL_NAMESPACE);
        }
        authority.ensure();
    }

    private void work() {
        configs.start(1);
        configs.add(CdiConfigReconciler.CONFIG);
        machines.start(settings.workers());
        snapshotClassNews.start(1);
        snapshotClassNews.add(SnapshotClassNews.ALL);
        instances.start(settings.workers());
        dataVolumes.start(settings.workers());
        dataSources.start(FEW);
        nodes.start(FEW);
        installations.start(FEW);
        replicaSets.start(settings.workers());
        pools.start(settings.workers());
        snapshots.start(settings.workers());
        contents.start(FEW);
        restores.start(settings.workers());
        clones.start(settings.workers());
        exports.start(FEW);
        migrations.start(FEW);
        evacuations.start(FEW);
        updates.start(FEW);
        imports.start(settings.workers());
        requests.start();
    }

    private void rest() {
        duties.ifPresent(ClusterDuties::follow);
        queues().forEach(WorkQueue::rest);
        imports.rest();
        requests.rest();
        LOG.info("the operator rests until it leads again");
    }

    private List<WorkQueue> queues() {
        return List.of(
                machines,
                snapshotClassNews,
                instances,
                dataVolumes,
                dataSources,
                nodes,
                installations,
                replicaSets,
                pools,
                configs,
                snapshots,
                contents,
                restores,
                clones,
                exports,
                migrations,
                evacuations,
                updates);
    }

    @Override
    public void close() {
        queues().forEach(WorkQueue::close);
        imports.close();
        requests.close();
        leadership.ifPresent(Leadership::close);
        duties.ifPresent(ClusterDuties::close);
        caches.close();
        health.ifPresent(HealthServer::close);
        metrics.close();
    }
}
