package dev.slipway.operator.backup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.export.VirtualMachineExportSpecBuilder;
import dev.slipway.machine.export.ExportNames;
import dev.slipway.machine.export.ExporterPod;
import dev.slipway.operator.authority.ExportAuthority;
import dev.slipway.operator.authority.NodeKeys;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.GuestActions;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The export through which a backup is pulled: made for it, of its name and as long as it; and the guest's node, which is told again
 * and again where the exporter is, because either may be started anew. Source: KubeVirt v1.9.0, {@code pkg/storage/cbt/pull_mode.go}.
 */
final class BackupExport {
    private static final String GROUP = "backup.kubevirt.io";
    private static final String KIND = "VirtualMachineBackup";
    private static final Duration OFTEN = Duration.ofSeconds(8);

    /** Answers of a node that is not ready for it, or where the backup has ended meanwhile. */
    private static final Set<Integer> NOT_NOW = Set.of(400, 404, 409, 422);

    private final Caches caches;
    private final ObjectWriter writer;
    private final GuestActions guests;
    private final ExportAuthority authority;
    private final Map<String, Sent> sent = new ConcurrentHashMap<>();

    BackupExport(Caches caches, ObjectWriter writer, GuestActions guests, ExportAuthority authority) {
        this.caches = caches;
        this.writer = writer;
        this.guests = guests;
        this.authority = authority;
    }

    /** What a node was told last: which exporter, and when. */
    private record Sent(String exporter, Instant at, NodeKeys keys) {}

    /** Does what is due for a backup that goes on, and notes in its status how it is. */
    void follow(BackupScope scope, BackupStatus status, ObjectNode options) {
        Optional<VirtualMachineExport> export = find(scope);
        if (export.isEmpty()) {
            make(scope);
            status.preparing();
        } else if (!Owners.controls(scope.backup(), export.get())) {
            status.preparing(
                    "VMExport %s already exists but is not owned by backup %s. Delete that export, or make a backup"
                                    .formatted(scope.name(), scope.name())
                            + " of another name.");
        } else if (export.get().getMetadata().getDeletionTimestamp() == null) {
            if (hasHeard(scope, export.get(), options)) {
                status.exported(export.get());
            }
        }
    }

    /** Has the export go, at once when the backup does. */
    void remove(BackupScope scope) {
        sent.remove(uid(scope));
        find(scope)
                .filter(export -> Owners.controls(scope.backup(), export))
                .filter(export -> export.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(export -> writer.delete(export, Optional.empty()));
    }

    private Optional<VirtualMachineExport> find(BackupScope scope) {
        return Caches.find(caches.exports(), new ObjectKey(scope.namespace(), scope.name()));
    }

    private void make(BackupScope scope) {
        VirtualMachineExport export = new VirtualMachineExport();
        export.setMetadata(new ObjectMetaBuilder()
                .withName(scope.name())
                .withNamespace(scope.namespace())
                .withOwnerReferences(Owners.controlling(scope.backup()))
                .build());
        export.setSpec(VirtualMachineExportSpecBuilder.builder()
                .source(new TypedLocalObjectReference(GROUP, KIND, scope.name()))
                .tokenSecretRef(scope.backup().getSpec().tokenSecretRef())
                .ttlDuration(Math.max(1, left(scope).toSeconds()) + "s")
                .build());
        writer.createIfAbsent(export);
    }

    private static Duration left(BackupScope scope) {
        return Duration.between(scope.now(), scope.pullEnd());
    }

    /** Tells the node where the exporter is; returns whether it has heard of this one. */
    private boolean hasHeard(BackupScope scope, VirtualMachineExport export, ObjectNode options) {
        Optional<Pod> exporter = Caches.find(
                        caches.pods(), new ObjectKey(scope.namespace(), ExportNames.pod(scope.name())))
                .filter(pod -> Owners.controls(export, pod))
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null);
        if (exporter.isEmpty()) {
            return false;
        }
        String exporterUid = exporter.get().getMetadata().getUid();
        Optional<Sent> before = Optional.ofNullable(sent.get(uid(scope)))
                .filter(known -> known.exporter().equals(exporterUid));
        if (before.isPresent() && before.get().at().plus(OFTEN).isAfter(scope.now())) {
            return true;
        }
        NodeKeys keys = before.map(Sent::keys)
                .orElseGet(() -> authority.ofNode(uid(scope), left(scope).plus(Duration.ofHours(1))));
        String ip = exporter.get().getStatus().getPodIP();
        options.put("exportServerAddr", (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + ExporterPod.TUNNEL_PORT)
                .put("exportServerName", ExportNames.service(scope.name()) + "." + scope.namespace() + ".svc")
                .put("caCert", keys.authority())
                .put("backupCert", keys.certificate())
                .put("backupKey", keys.key());
        try {
            guests.backUp(ObjectKey.of(scope.instance().orElseThrow()), options.toString());
        } catch (KubernetesClientException e) {
            if (!NOT_NOW.contains(e.getCode())) {
                throw e;
            }
            return before.isPresent();
        }
        sent.put(uid(scope), new Sent(exporterUid, scope.now(), keys));
        return true;
    }

    private static String uid(BackupScope scope) {
        return scope.backup().getMetadata().getUid();
    }
}
