package dev.slipway.operator.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContentStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshotSpecBuilder;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.template.VirtualMachineTemplate;
import dev.slipway.api.template.VirtualMachineTemplateSpecBuilder;
import dev.slipway.api.template.VirtualMachineTemplateStatus;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import dev.slipway.operator.snapshot.VolumeSnapshots;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes templates of virtual machines: saves the machine, fills the template's disks from what was saved, makes the template, and
 * forgets what was only made for that.
 */
public final class TemplateRequestReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final TemplateDisks disks;
    private final InstantSource clock;

    /** Makes the reconciler. */
    public TemplateRequestReconciler(KubernetesClient client, Caches caches, ObjectWriter writer, InstantSource clock) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.disks = new TemplateDisks(client, caches, writer, new VolumeSnapshots(client, writer));
        this.clock = clock;
    }

    /** Returns the uid of the request that an object was made for, if it was made for one. */
    public static Optional<String> request(HasMetadata object) {
        return Optional.ofNullable(Copies.labels(object).get(TemplateNames.REQUEST));
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return TemplateRequestScope.read(caches, key, clock.instant())
                .map(this::look)
                .orElse(new Outcome.Done());
    }

    private Outcome look(TemplateRequestScope scope) {
        if (scope.isDeleting()) {
            return finish(scope);
        }
        if (!scope.hasFinalizer()) {
            writer.whole(scope.request(), Copies.withFinalizer(scope.request(), TemplateNames.FINALIZER));
            return new Outcome.Again(SOON);
        }
        if (scope.isOver()) {
            return expire(scope);
        }
        TemplateStage stage = stage(scope);
        writer.status(scope.request(), scope.request().getStatus(), TemplateStatus.of(scope, stage));
        return switch (stage) {
            case TemplateStage.Begun _ -> new Outcome.Again(SOON);
            case TemplateStage.Waits _ -> new Outcome.Again(LATER);
            case TemplateStage.Refused _ -> new Outcome.Again(REFUSED_AGAIN);
            case TemplateStage.Invalid _, TemplateStage.Failed _, TemplateStage.Ready _ -> new Outcome.Done();
        };
    }

    private TemplateStage stage(TemplateRequestScope scope) {
        for (String part : List.of("namespace", "name")) {
            if ((part.equals("name") ? scope.source().name() : scope.source().namespace()).isEmpty()) {
                return new TemplateStage.Invalid("virtualMachineRef." + part + " cannot be empty");
            }
        }
        try {
            return scope.template().isPresent()
                    ? handOver(scope, scope.template().get())
                    : save(scope);
        } catch (KubernetesClientException e) {
            // Not found is a namespace.
            if (!Refusals.isRefusal(e) && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            return new TemplateStage.Refused(Refusals.sentence(e));
        }
    }

    private TemplateStage save(TemplateRequestScope scope) {
        ObjectKey key = scope.snapshotKey();
        if (scope.snapshot().isEmpty()) {
            writer.createIfAbsent(snapshot(scope));
            return TemplateStage.Waits.on("VirtualMachineSnapshot", key);
        }
        VirtualMachineSnapshot snapshot = scope.snapshot().get();
        if (!scope.isOwn(snapshot)) {
            return new TemplateStage.Failed("VirtualMachineSnapshot " + key + " does not belong to this request.");
        }
        Optional<VirtualMachineSnapshotStatus> status = Optional.ofNullable(snapshot.getStatus());
        if (!status.map(VirtualMachineSnapshotStatus::readyToUse).orElse(false)) {
            return unsaved(scope, status);
        }
        boolean complete = scope.content()
                .map(content -> content.getStatus())
                .map(VirtualMachineSnapshotContentStatus::readyToUse)
                .orElse(false);
        return complete
                ? fill(scope)
                : TemplateStage.Waits.on(
                        "VirtualMachineSnapshotContent",
                        new ObjectKey(
                                key.namespace(),
                                status.map(VirtualMachineSnapshotStatus::virtualMachineSnapshotContentName)
                                        .orElse("")));
    }

    private static VirtualMachineSnapshot snapshot(TemplateRequestScope scope) {
        VirtualMachineSnapshot snapshot = new VirtualMachineSnapshot();
        snapshot.setMetadata(new ObjectMetaBuilder()
                .withName(scope.snapshotKey().name())
                .withNamespace(scope.snapshotKey().namespace())
                .withLabels(Map.of(TemplateNames.REQUEST, scope.uid()))
                .build());
        snapshot.setSpec(VirtualMachineSnapshotSpecBuilder.builder()
                .source(new TypedLocalObjectReferenceBuilder()
                        .withApiGroup("kubevirt.io")
                        .withKind("VirtualMachine")
                        .withName(scope.source().name())
                        .build())
                .build());
        return snapshot;
    }

    private TemplateStage unsaved(TemplateRequestScope scope, Optional<VirtualMachineSnapshotStatus> status) {
        if (status.filter(found -> "Failed".equals(found.phase())).isPresent()) {
            return new TemplateStage.Failed("VirtualMachineSnapshot " + scope.snapshotKey() + " failed: "
                    + reason(status, "Failure").orElse("no reason is known."));
        }
        boolean missing = reason(status, "Progressing")
                        .filter("Source does not exist"::equals)
                        .isPresent()
                && Caches.find(caches.machines(), scope.source()).isEmpty();
        return missing
                ? new TemplateStage.Failed("VirtualMachine " + scope.source()
                        + " does not exist. Make a request that names one that does in spec.virtualMachineRef.")
                : TemplateStage.Waits.on("VirtualMachineSnapshot", scope.snapshotKey());
    }

    private static Optional<String> reason(Optional<VirtualMachineSnapshotStatus> status, String type) {
        return status.map(VirtualMachineSnapshotStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition -> type.equals(condition.type()))
                .map(condition -> condition.reason() + "")
                .findFirst();
    }

    private TemplateStage fill(TemplateRequestScope scope) {
        Optional<VirtualMachineSpec> spec = scope.saved().map(dev.slipway.api.snapshot.VirtualMachine::spec);
        if (spec.map(VirtualMachineSpec::template).isEmpty()) {
            return new TemplateStage.Failed("source VirtualMachine " + scope.source() + " has no template spec");
        }
        Optional<String> left = leftOut(scope, spec.get());
        if (left.isPresent()) {
            return new TemplateStage.Failed(
                    "The volume " + left.get() + " of VirtualMachine " + scope.source()
                            + " was not saved, since its storage makes no snapshots, and machines made of the template would share it."
                            + " Move it to a storage class with a VolumeSnapshotClass, or make a template of a machine without it.");
        }
        Optional<TemplateStage> open = disks.fill(scope);
        if (open.isPresent()) {
            return open.get();
        }
        writer.createIfAbsent(template(scope, spec.get()));
        return TemplateStage.Waits.on("VirtualMachineTemplate", scope.templateKey());
    }

    /** A disk that is in no snapshot would be that of the first machine in all others, too. */
    private static Optional<String> leftOut(TemplateRequestScope scope, VirtualMachineSpec spec) {
        Set<String> saved =
                scope.backups().stream().map(backup -> backup.volumeName() + "").collect(Collectors.toSet());
        return Optional.ofNullable(spec.template())
                .flatMap(template -> Optional.ofNullable(template.spec()))
                .flatMap(instance -> Optional.ofNullable(instance.volumes()))
                .orElse(List.of())
                .stream()
                .filter(volume -> volume.dataVolume() != null || volume.persistentVolumeClaim() != null)
                .map(Volume::name)
                .map(String::valueOf)
                .filter(name -> !saved.contains(name))
                .findFirst();
    }

    private VirtualMachineTemplate template(TemplateRequestScope scope, VirtualMachineSpec spec) {
        Map<String, String> labels = new TreeMap<>(
                Optional.ofNullable(scope.request().getSpec().templateLabels()).orElse(Map.of()));
        labels.keySet().removeIf(label -> label.startsWith(TemplateNames.RESERVED));
        labels.put(TemplateNames.REQUEST, scope.uid());
        Map<String, ObjectKey> filled = new LinkedHashMap<>();
        scope.backups().forEach(backup -> filled.put(backup.volumeName() + "", scope.disk(backup.volumeName() + "")));
        VirtualMachineTemplate template = new VirtualMachineTemplate();
        template.setMetadata(new ObjectMetaBuilder()
                .withName(scope.templateKey().name())
                .withNamespace(scope.namespace())
                .withLabels(labels)
                .build());
        template.setSpec(VirtualMachineTemplateSpecBuilder.builder()
                .virtualMachine(TemplatedMachine.of(whole(scope, spec), filled))
                .parameters(List.of(TemplatedMachine.NAME))
                .build());
        return template;
    }

    /** Sizes and preferences are written out: their revisions belong to the machine that was saved. */
    private ObjectNode whole(TemplateRequestScope scope, VirtualMachineSpec spec) {
        ObjectNode tree = client.getKubernetesSerialization().convertValue(spec, ObjectNode.class);
        if (spec.instancetype() == null && spec.preference() == null) {
            return tree;
        }
        VirtualMachine machine = new VirtualMachine();
        machine.setMetadata(
                new ObjectMetaBuilder().withName(scope.source().name()).build());
        machine.setSpec(spec);
        // It names the revisions that the machine kept to: a size that has changed since is not its size.
        scope.saved().map(dev.slipway.api.snapshot.VirtualMachine::status).ifPresent(machine::setStatus);
        ObjectNode expanded = client.getKubernetesSerialization()
                .unmarshal(
                        client.raw(
                                "/apis/subresources.kubevirt.io/v1/namespaces/"
                                        + scope.source().namespace() + "/expand-vm-spec",
                                "PUT",
                                machine),
                        ObjectNode.class);
        return (ObjectNode) expanded.path("spec");
    }

    private TemplateStage handOver(TemplateRequestScope scope, VirtualMachineTemplate template) {
        if (!scope.isOwn(template)) {
            return new TemplateStage.Failed("existing VirtualMachineTemplate " + scope.templateKey()
                    + " was not created by this request. Choose another spec.templateName.");
        }
        disks.giveTo(scope, template);
        clear(scope);
        return Optional.ofNullable(template.getStatus()).map(VirtualMachineTemplateStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition ->
                        TemplateStatus.READY.equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst()
                .<TemplateStage>map(condition -> new TemplateStage.Ready(condition.getMessage()))
                .orElseGet(() -> TemplateStage.Waits.on("VirtualMachineTemplate", scope.templateKey()));
    }

    private void clear(TemplateRequestScope scope) {
        disks.clear(scope);
        scope.snapshot()
                .filter(snapshot ->
                        scope.isOwn(snapshot) && snapshot.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(snapshot -> writer.delete(snapshot, Optional.empty()));
    }

    /** After this nobody looks again, so what is not seen yet goes, too. */
    private void clearStored(TemplateRequestScope scope) {
        disks.clearStored(scope);
        ObjectKey key = scope.snapshotKey();
        if (!key.namespace().isEmpty()) {
            Optional.ofNullable(client.resources(VirtualMachineSnapshot.class)
                            .inNamespace(key.namespace())
                            .withName(key.name())
                            .get())
                    .filter(snapshot ->
                            scope.isOwn(snapshot) && snapshot.getMetadata().getDeletionTimestamp() == null)
                    .ifPresent(snapshot -> writer.delete(snapshot, Optional.empty()));
        }
    }

    private Outcome finish(TemplateRequestScope scope) {
        if (scope.hasFinalizer()) {
            // What is still the request's goes with it.
            scope.template().filter(scope::isOwn).ifPresent(template -> disks.giveTo(scope, template));
            clearStored(scope);
            writer.whole(scope.request(), Copies.withoutFinalizer(scope.request(), TemplateNames.FINALIZER));
        }
        return new Outcome.Done();
    }

    /** One that has failed stays, so that somebody can find out why. */
    private Outcome expire(TemplateRequestScope scope) {
        Integer seconds = scope.request().getSpec().ttlSecondsAfterFinished();
        Optional<Instant> done = scope.condition(TemplateStatus.READY)
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(Condition::getLastTransitionTime)
                .flatMap(Timestamps::parse);
        if (seconds == null || done.isEmpty()) {
            return new Outcome.Done();
        }
        Duration left = Duration.between(scope.now(), done.get().plusSeconds(seconds));
        if (left.isPositive()) {
            return new Outcome.Again(left);
        }
        writer.delete(scope.request(), Optional.empty());
        return new Outcome.Done();
    }
}
