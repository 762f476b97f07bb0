package dev.slipway.operator.vmi;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.UsedClaim;
import java.util.List;
import java.util.Optional;

/**
 * Whether the volumes of an instance allow it to start.
 *
 * @param problem why not; nothing if they do
 * @param waitingForUs DataVolumes that are filled as soon as somebody uses them
 * @param usesDataVolumes whether DataVolumes are among them
 */
record VolumeReadiness(Optional<VmiProblem> problem, List<DataVolume> waitingForUs, boolean usesDataVolumes) {

    static VolumeReadiness of(VmiScope scope) {
        List<DataVolume> used = scope.usedClaims().stream()
                .flatMap(claim -> Optional.ofNullable(scope.dataVolumes().get(claim.name())).stream())
                .distinct()
                .toList();
        List<DataVolume> waiting = used.stream()
                .filter(volume -> DataVolumeState.of(volume) == DataVolumeState.WAITS_FOR_CONSUMER)
                .toList();
        Optional<VmiProblem> problem = scope.usedClaims().stream()
                .flatMap(claim -> problem(claim, scope).stream())
                .findFirst();
        return new VolumeReadiness(problem, waiting, !used.isEmpty());
    }

    private static Optional<VmiProblem> problem(UsedClaim used, VmiScope scope) {
        Optional<DataVolume> filling = Optional.ofNullable(scope.dataVolumes().get(used.name()));
        boolean exists = scope.claims().containsKey(used.name());
        if (filling.isPresent()) {
            return switch (DataVolumeState.of(filling.get())) {
                case FILLED -> exists ? Optional.empty() : Optional.of(missing(used, scope));
                case FILLING, WAITS_FOR_CONSUMER -> Optional.of(new VmiProblem.DataVolumeFilling(used.name()));
                case FAILED ->
                    Optional.of(new VmiProblem.DataVolumeFailed(used.name(), DataVolumeState.why(filling.get())));
            };
        }
        return exists ? Optional.empty() : Optional.of(missing(used, scope));
    }

    private static VmiProblem missing(UsedClaim used, VmiScope scope) {
        return new VmiProblem.ClaimMissing(scope.instance().getMetadata().getNamespace(), used.name());
    }
}
