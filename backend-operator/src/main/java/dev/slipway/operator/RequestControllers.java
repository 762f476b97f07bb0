package dev.slipway.operator;

import dev.slipway.operator.authority.ExportAuthority;
import dev.slipway.operator.backup.BackupReconciler;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.GuestActions;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.health.ReconcileMetrics;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.WorkQueue;
import dev.slipway.operator.template.TemplateReconciler;
import dev.slipway.operator.template.TemplateRequestReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;

/** The controllers of what is asked of a machine once and then is over: backups, and templates made of it. */
final class RequestControllers implements AutoCloseable {
    private final Caches caches;
    private final WorkQueue backups;
    private final WorkQueue templates;
    private final WorkQueue templateRequests;

    RequestControllers(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            InstantSource clock,
            ExportAuthority exports,
            ReconcileMetrics metrics) {
        this.caches = caches;
        this.backups = new WorkQueue(
                "VirtualMachineBackup",
                new BackupReconciler(
                        caches,
                        writer,
                        new GuestActions(client),
                        client.getKubernetesSerialization(),
                        new Events(client, "backup-controller", clock),
                        clock,
                        exports),
                metrics);
        this.templates =
                new WorkQueue("VirtualMachineTemplate", new TemplateReconciler(client, caches, writer, clock), metrics);
        this.templateRequests = new WorkQueue(
                "VirtualMachineTemplateRequest", new TemplateRequestReconciler(client, caches, writer, clock), metrics);
    }

    /** Says what is to be looked at when an object changes. */
    void connect() {
        Triggers.on(caches.backups().backups(), backup -> backups.add(ObjectKey.of(backup)));
        Triggers.on(caches.backups().trackers(), this::backupsBeside);
        Triggers.on(caches.instances(), this::backupsBeside);
        Triggers.on(
                caches.exports(),
                export -> Triggers.owner(export, "VirtualMachineBackup").ifPresent(backups::add));
        Triggers.on(caches.claims(), this::backupsBeside);
        Triggers.on(caches.templates().templates(), template -> templates.add(ObjectKey.of(template)));
        Triggers.on(caches.templates().requests(), request -> templateRequests.add(ObjectKey.of(request)));
        Triggers.on(caches.templates().templates(), this::templateRequestOf);
        Triggers.on(caches.snapshots(), this::templateRequestOf);
        Triggers.on(
                caches.contents(),
                content -> Caches.find(
                                caches.snapshots(),
                                new ObjectKey(
                                        content.getMetadata().getNamespace(),
                                        content.getSpec().virtualMachineSnapshotName() + ""))
                        .ifPresent(this::templateRequestOf));
        Triggers.on(caches.dataVolumes(), this::templateRequestOf);
        Triggers.on(caches.claims(), this::templateRequestOf);
    }

    private void templateRequestOf(HasMetadata object) {
        TemplateRequestReconciler.request(object)
                .ifPresent(uid -> caches.templates().requests().getIndexer().list().stream()
                        .filter(request -> uid.equals(request.getMetadata().getUid()))
                        .forEach(request -> templateRequests.add(ObjectKey.of(request))));
    }

    private void backupsBeside(HasMetadata object) {
        caches.backups().backups().getIndexer().list().stream()
                .filter(backup -> object.getMetadata()
                        .getNamespace()
                        .equals(backup.getMetadata().getNamespace()))
                .filter(BackupReconciler::isUnfinished)
                .forEach(backup -> backups.add(ObjectKey.of(backup)));
    }

    void start() {
        backups.start(1);
        templates.start(1);
        templateRequests.start(1);
    }

    void rest() {
        backups.rest();
        templates.rest();
        templateRequests.rest();
    }

    @Override
    public void close() {
        backups.close();
        templates.close();
        templateRequests.close();
    }
}
