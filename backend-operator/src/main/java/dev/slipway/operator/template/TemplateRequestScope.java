package dev.slipway.operator.template;

import dev.slipway.api.snapshot.SourceSpec;
import dev.slipway.api.snapshot.VirtualMachine;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.template.VirtualMachineReference;
import dev.slipway.api.template.VirtualMachineTemplate;
import dev.slipway.api.template.VirtualMachineTemplateRequest;
import dev.slipway.api.template.VirtualMachineTemplateRequestSpec;
import dev.slipway.api.template.VirtualMachineTemplateRequestStatus;
import dev.slipway.machine.pod.StateClaim;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that one look at a request for a template knows, but for the template's disks; read once.
 *
 * @param request the request
 * @param template the template of the name that is asked for, whoever made it
 * @param snapshot the snapshot of the machine, if it was made
 * @param content what the snapshot holds
 * @param now time of the look
 */
record TemplateRequestScope(
        VirtualMachineTemplateRequest request,
        Optional<VirtualMachineTemplate> template,
        Optional<VirtualMachineSnapshot> snapshot,
        Optional<VirtualMachineSnapshotContent> content,
        Instant now) {
    static Optional<TemplateRequestScope> read(Caches caches, ObjectKey key, Instant now) {
        return Caches.find(caches.templates().requests(), key).map(request -> {
            Optional<VirtualMachineSnapshot> snapshot = Caches.find(caches.snapshots(), snapshotKey(request));
            return new TemplateRequestScope(
                    request,
                    Caches.find(caches.templates().templates(), new ObjectKey(key.namespace(), templateName(request))),
                    snapshot,
                    snapshot.map(VirtualMachineSnapshot::getStatus)
                            .map(VirtualMachineSnapshotStatus::virtualMachineSnapshotContentName)
                            .flatMap(name -> Caches.find(
                                    caches.contents(),
                                    new ObjectKey(snapshotKey(request).namespace(), name))),
                    now);
        });
    }

    /** Returns the machine that the template is made of. */
    static ObjectKey source(VirtualMachineTemplateRequest request) {
        Optional<VirtualMachineReference> reference =
                Optional.ofNullable(request.getSpec()).map(VirtualMachineTemplateRequestSpec::virtualMachineRef);
        return new ObjectKey(
                reference.map(VirtualMachineReference::namespace).orElse(""),
                reference.map(VirtualMachineReference::name).orElse(""));
    }

    static ObjectKey snapshotKey(VirtualMachineTemplateRequest request) {
        return new ObjectKey(
                source(request).namespace(),
                TemplateNames.stable(
                        request.getMetadata().getName(), request.getMetadata().getUid()));
    }

    static String templateName(VirtualMachineTemplateRequest request) {
        return Optional.ofNullable(request.getSpec().templateName())
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> request.getMetadata().getName());
    }

    String namespace() {
        return request.getMetadata().getNamespace();
    }

    String uid() {
        return request.getMetadata().getUid();
    }

    ObjectKey source() {
        return source(request);
    }

    ObjectKey snapshotKey() {
        return snapshotKey(request);
    }

    ObjectKey templateKey() {
        return new ObjectKey(namespace(), templateName(request));
    }

    /** Returns the DataVolume that is the template's disk for a volume of the machine. */
    ObjectKey disk(String volume) {
        return new ObjectKey(namespace(), TemplateNames.stable(templateName(request), uid(), volume));
    }

    /** Returns whether an object was made for this request, and not for another one of the same name. */
    boolean isOwn(HasMetadata object) {
        return uid().equals(Copies.labels(object).get(TemplateNames.REQUEST));
    }

    boolean hasFinalizer() {
        return request.getMetadata().getFinalizers().contains(TemplateNames.FINALIZER);
    }

    boolean isDeleting() {
        return request.getMetadata().getDeletionTimestamp() != null;
    }

    Optional<Condition> condition(String type) {
        return Optional.ofNullable(request.getStatus()).map(VirtualMachineTemplateRequestStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    /** Returns whether it has come to its end, well or not. */
    boolean isOver() {
        return condition(TemplateStatus.PROGRESSING)
                .filter(condition -> "False".equals(condition.getStatus()))
                .isPresent();
    }

    /** Returns the machine as it was saved. */
    Optional<VirtualMachine> saved() {
        return content.map(found -> found.getSpec().source()).map(SourceSpec::virtualMachine);
    }

    /** Returns what was saved of its volumes and belongs into a template. */
    List<VolumeBackup> backups() {
        return content.map(found -> found.getSpec().volumeBackups()).orElse(List.of()).stream()
                // What a machine's TPM and UEFI have stored no other machine shall have.
                .filter(backup -> !(backup.volumeName() + "").contains(StateClaim.LABEL))
                .filter(backup -> !TemplatedMachine.isDump(saved(), backup.volumeName() + ""))
                .toList();
    }
}
