package dev.slipway.operator.vm;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.machine.lifecycle.PrintableStatus.VolumeTrouble;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.UsedClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** How far the volumes of a virtual machine are. */
final class VmVolumes {
    private VmVolumes() {}

    /** Returns what is the matter with the volumes; nothing if all are there and filled. */
    static Set<VolumeTrouble> troubles(VmScope scope) {
        Set<VolumeTrouble> troubles = EnumSet.noneOf(VolumeTrouble.class);
        scope.usedClaims().forEach(used -> trouble(used, scope).ifPresent(troubles::add));
        scope.templates().stream()
                .flatMap(template -> VmScope.templateName(template).stream())
                .forEach(name -> trouble(new UsedClaim(name, true), scope).ifPresent(troubles::add));
        return troubles;
    }

    /** Returns whether an instance may be made: what comes from templates is filled, or waits for the instance. */
    static boolean areReadyToStart(VmScope scope) {
        return scope.templates().stream()
                .allMatch(template -> VmScope.templateName(template)
                        .map(name -> scope.dataVolumes().get(name))
                        .map(DataVolumeState::of)
                        .filter(state -> state == DataVolumeState.FILLED || state == DataVolumeState.WAITS_FOR_CONSUMER)
                        .isPresent());
    }

    /** Returns the first DataVolume of a template that failed for good. */
    static Optional<VmProblem> failed(VmScope scope) {
        return scope.templates().stream()
                .map(DataVolumeTemplateSpec::metadata)
                .flatMap(meta ->
                        Optional.ofNullable(
                                meta == null ? null : scope.dataVolumes().get(meta.getName()))
                                .stream())
                .filter(volume -> DataVolumeState.of(volume) == DataVolumeState.FAILED)
                .findFirst()
                .map(volume ->
                        new VmProblem.DataVolumeFailed(volume.getMetadata().getName(), DataVolumeState.why(volume)));
    }

    private static Optional<VolumeTrouble> trouble(UsedClaim used, VmScope scope) {
        Optional<DataVolume> dataVolume =
                Optional.ofNullable(scope.dataVolumes().get(used.name()));
        Optional<PersistentVolumeClaim> claim =
                Optional.ofNullable(scope.claims().get(used.name()));
        if (dataVolume.isPresent()) {
            return switch (DataVolumeState.of(dataVolume.get())) {
                case FILLED -> claim.isPresent() ? Optional.empty() : Optional.of(VolumeTrouble.MISSING);
                case WAITS_FOR_CONSUMER -> Optional.of(VolumeTrouble.UNBOUND);
                case FAILED -> Optional.of(VolumeTrouble.FAILED);
                case FILLING -> Optional.of(VolumeTrouble.IMPORTING);
            };
        }
        if (claim.isPresent()) {
            return UsedClaim.isBound(claim.get()) ? Optional.empty() : Optional.of(VolumeTrouble.UNBOUND);
        }
        boolean comesFromTemplate = scope.templates().stream()
                .anyMatch(template -> VmScope.templateName(template)
                        .filter(used.name()::equals)
                        .isPresent());
        return Optional.of(comesFromTemplate ? VolumeTrouble.IMPORTING : VolumeTrouble.MISSING);
    }
}
