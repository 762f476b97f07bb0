package dev.slipway.operator.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.export.VirtualMachineExportStatus;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.export.ExportNames;
import dev.slipway.machine.export.ExportedClaim;
import dev.slipway.machine.export.ExportedTemplate;
import dev.slipway.machine.lifecycle.GoDuration;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.pod.StateClaim;
import dev.slipway.machine.validate.FeatureGates;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.datavolume.DataVolumeNames;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that one look at an export knows but for its source; read once.
 *
 * @param export the export
 * @param pod the Pod that gives it out
 * @param now time of the look
 */
record ExportScope(Caches caches, VirtualMachineExport export, Optional<Pod> pod, Instant now) {
    /** KubeVirt's {@code DefaultDurationTTL}. */
    private static final Duration USUAL = Duration.ofHours(2);

    private static final Set<String> ARCHIVED =
            Set.of("VirtualMachine", "VirtualMachineSnapshot", "VirtualMachineTemplate");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    static Optional<ExportScope> read(Caches caches, ObjectKey key, Instant now) {
        return Caches.find(caches.exports(), key)
                .map(export -> new ExportScope(
                        caches,
                        export,
                        Caches.find(caches.pods(), new ObjectKey(key.namespace(), ExportNames.pod(key.name())))
                                .filter(pod -> Owners.controls(export, pod)),
                        now));
    }

    String name() {
        return export.getMetadata().getName();
    }

    String namespace() {
        return export.getMetadata().getNamespace();
    }

    Optional<VirtualMachineExportStatus> status() {
        return Optional.ofNullable(export.getStatus());
    }

    TypedLocalObjectReference reference() {
        return Optional.ofNullable(export.getSpec().source()).orElseGet(TypedLocalObjectReference::new);
    }

    ObjectKey sourceKey() {
        return new ObjectKey(namespace(), reference().getName() + "");
    }

    /** Returns when the export ends. */
    Instant end() {
        Duration life = Optional.ofNullable(export.getSpec().ttlDuration())
                .flatMap(GoDuration::parse)
                .orElse(USUAL);
        return Timestamps.parse(export.getMetadata().getCreationTimestamp())
                .orElse(now)
                .plus(life);
    }

    /** Returns the Secret with the token: the user's, or that of the export. */
    String token() {
        return Optional.ofNullable(export.getSpec().tokenSecretRef()).orElse(ExportNames.token(name()));
    }

    boolean isPodOver() {
        return pod.filter(found -> found.getStatus() != null
                        && OVER.contains(found.getStatus().getPhase()))
                .isPresent();
    }

    ExportedSource claim() {
        Optional<PersistentVolumeClaim> claim = Caches.find(caches.claims(), sourceKey());
        return ExportedSource.claim(
                sourceKey().toString(),
                claim.map(found -> exported(found, found.getMetadata().getName())),
                claim.filter(this::isPopulated).isPresent(),
                isUsed());
    }

    ExportedSource backup() {
        Optional<VirtualMachineBackup> backup = Caches.find(caches.backups().backups(), sourceKey());
        return BackupSource.of(
                backup,
                backup.flatMap(caches.backups()::machine).flatMap(machine -> Caches.find(caches.instances(), machine)));
    }

    /** Returns the template with all its fields, if it exists. */
    Optional<ObjectNode> storedTemplate() {
        return Caches.find(caches.templates().templates(), sourceKey())
                .map(template -> (ObjectNode) JSON.valueToTree(template));
    }

    ExportedSource template() {
        Optional<ObjectNode> template = storedTemplate();
        List<String> names =
                template.map(found -> new ExportedTemplate(found).claims()).orElse(List.of());
        List<PersistentVolumeClaim> there =
                names.stream().flatMap(name -> claimNamed(name).stream()).toList();
        return ExportedSource.template(
                sourceKey().toString(),
                template.map(ExportScope::isReady),
                there.stream()
                        .map(claim -> exported(claim, claim.getMetadata().getName()))
                        .toList(),
                there.size() == names.size() && there.stream().allMatch(this::isPopulated));
    }

    private static boolean isReady(ObjectNode template) {
        for (JsonNode condition : template.at("/status/conditions")) {
            if ("Ready".equals(condition.path("type").asText())) {
                return "True".equals(condition.path("status").asText());
            }
        }
        return false;
    }

    /** Returns whether there is an archive of the OCI layout: of machines, snapshots and templates, where that is switched on. */
    boolean hasArchive() {
        return ARCHIVED.contains(reference().getKind() + "")
                && FeatureGates.isEnabled("OCIExport", caches.configuration());
    }

    private boolean isUsed() {
        return caches.podsUsing(sourceKey()).stream()
                .anyMatch(user -> !Owners.controls(export, user)
                        && !(user.getStatus() != null
                                && OVER.contains(user.getStatus().getPhase())));
    }

    ExportedSource machine() {
        Optional<VirtualMachine> machine = Caches.find(caches.machines(), sourceKey());
        List<Optional<PersistentVolumeClaim>> claims =
                machine.map(this::claimsOf).orElse(List.of());
        List<PersistentVolumeClaim> there =
                claims.stream().flatMap(Optional::stream).toList();
        return ExportedSource.machine(
                sourceKey().toString(),
                machine.isPresent(),
                there.stream()
                        .map(claim -> exported(claim, claim.getMetadata().getName()))
                        .toList(),
                there.size() == claims.size() && there.stream().allMatch(this::isPopulated),
                Caches.find(caches.instances(), sourceKey())
                        .filter(found -> !InstanceState.of(found).isFinal())
                        .isPresent());
    }

    /** Returns the claims of the machine's volumes; of one that a DataVolume has yet to make, nothing. */
    private List<Optional<PersistentVolumeClaim>> claimsOf(VirtualMachine machine) {
        VirtualMachineInstanceSpec spec = Optional.ofNullable(machine.getSpec())
                .flatMap(found -> Optional.ofNullable(found.template()))
                .map(VirtualMachineInstanceTemplateSpec::spec)
                .orElse(null);
        if (spec == null) {
            return List.of();
        }
        List<Optional<PersistentVolumeClaim>> claims = new ArrayList<>();
        for (Volume volume : Optional.ofNullable(spec.volumes()).orElse(List.of())) {
            UsedClaim.of(volume).ifPresent(used -> {
                Optional<PersistentVolumeClaim> claim = claimNamed(used.name());
                if (claim.isPresent() || used.ofDataVolume()) {
                    claims.add(claim);
                }
            });
        }
        Stream.of(StateClaim.name(machine.getMetadata().getName()))
                .filter(_ -> StateClaim.isNeeded(spec))
                .map(this::claimNamed)
                .filter(Optional::isPresent)
                .forEach(claims::add);
        return claims;
    }

    private Optional<PersistentVolumeClaim> claimNamed(String name) {
        return Caches.find(caches.claims(), new ObjectKey(namespace(), name));
    }

    private Optional<DataVolume> owner(PersistentVolumeClaim claim) {
        return Caches.controller(claim)
                .filter(owner -> owner.getKind().equals("DataVolume"))
                .flatMap(owner -> Caches.find(caches.dataVolumes(), new ObjectKey(namespace(), owner.getName())));
    }

    private boolean isPopulated(PersistentVolumeClaim claim) {
        return owner(claim)
                .map(volume -> DataVolumeState.of(volume) == DataVolumeState.FILLED)
                .orElse(true);
    }

    private ExportedClaim exported(PersistentVolumeClaim claim, String shown) {
        String content = Copies.annotations(claim).get(DataVolumeNames.CONTENT_TYPE);
        boolean filled = owner(claim)
                .map(DataVolume::getSpec)
                .map(spec -> Optional.ofNullable(spec.contentType()).orElse("kubevirt"))
                .filter("kubevirt"::equals)
                .isPresent();
        boolean block = "Block".equals(claim.getSpec().getVolumeMode());
        return new ExportedClaim(claim, shown, block || "kubevirt".equals(content) || "".equals(content) || filled);
    }
}
