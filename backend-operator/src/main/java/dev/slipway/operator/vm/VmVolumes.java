package dev.slipway.operator.vm;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.machine.lifecycle.PrintableStatus.VolumeTrouble;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.UsedClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How far the volumes of a virtual machine are. */
final class VmVolumes {
    private VmVolumes() {}

    /** Returns what is the matter with the volumes; nothing if all are there and filled. Source: {@code pkg/storage/types}. */
    static Set<VolumeTrouble> troubles(VmScope scope) {
        Set<VolumeTrouble> troubles = EnumSet.noneOf(VolumeTrouble.class);
        for (UsedClaim used : scope.usedClaims()) {
            Optional<DataVolume> filling = Optional.ofNullable(
                            scope.dataVolumes().get(used.name()))
                    .filter(volume -> used.ofDataVolume() || isFilling(volume));
            Optional<PersistentVolumeClaim> claim =
                    Optional.ofNullable(scope.claims().get(used.name()));
            filling.flatMap(VmVolumes::trouble).ifPresent(troubles::add);
            claim.filter(found -> !UsedClaim.isBound(found)).ifPresent(_ -> troubles.add(VolumeTrouble.UNBOUND));
            if (claim.isEmpty() && filling.isEmpty()) {
                troubles.add(comesFromTemplate(used, scope) ? VolumeTrouble.IMPORTING : VolumeTrouble.MISSING);
            }
        }
        return troubles;
    }

    private static boolean isFilling(DataVolume volume) {
        return DataVolumeState.of(volume) == DataVolumeState.FILLING
                || DataVolumeState.of(volume) == DataVolumeState.FAILED;
    }

    private static boolean comesFromTemplate(UsedClaim used, VmScope scope) {
        return scope.templates().stream()
                .anyMatch(template -> VmScope.templateName(template)
                        .filter(used.name()::equals)
                        .isPresent());
    }

    /** An import that failed once shows, even while it is tried again. */
    private static Optional<VolumeTrouble> trouble(DataVolume volume) {
        boolean failing =
                has(volume, "Running", "False", "Error") || has(volume, "Running", "False", "ImagePullFailed");
        return switch (DataVolumeState.of(volume)) {
            case FAILED -> Optional.of(VolumeTrouble.FAILED);
            case FILLED -> failing ? Optional.of(VolumeTrouble.FAILED) : Optional.empty();
            case FILLING -> Optional.of(failing ? VolumeTrouble.FAILED : VolumeTrouble.IMPORTING);
            case WAITS_FOR_CONSUMER -> failing ? Optional.of(VolumeTrouble.FAILED) : Optional.empty();
        };
    }

    private static boolean has(DataVolume volume, String type, String status, String reason) {
        return conditions(volume).stream()
                .anyMatch(condition -> type.equals(condition.type())
                        && status.equals(condition.status())
                        && reason.equals(condition.reason()));
    }

    private static List<DataVolumeCondition> conditions(DataVolume volume) {
        return Optional.ofNullable(volume.getStatus())
                .map(DataVolumeStatus::conditions)
                .orElse(List.of());
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

    /** Returns why the DataVolume of a template will not be filled; the first of several. */
    static Optional<VmProblem> failed(VmScope scope) {
        return scope.templates().stream()
                .flatMap(template -> VmScope.templateName(template).stream())
                .flatMap(name -> Optional.ofNullable(scope.dataVolumes().get(name)).stream())
                .flatMap(volume -> failure(volume).stream())
                .findFirst();
    }

    private static Optional<VmProblem> failure(DataVolume volume) {
        String name = volume.getMetadata().getName();
        if (DataVolumeState.of(volume) == DataVolumeState.FAILED) {
            return Optional.of(new VmProblem.DataVolumeFailed(name, DataVolumeState.why(volume)));
        }
        return conditions(volume).stream()
                .filter(condition -> "Bound".equals(condition.type())
                        && !"True".equals(condition.status())
                        && "ErrExceededQuota".equals(condition.reason()))
                .findFirst()
                .map(condition -> new VmProblem.DataVolumeOverQuota(name, String.valueOf(condition.message())));
    }
}
