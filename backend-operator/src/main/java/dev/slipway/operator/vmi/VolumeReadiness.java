package dev.slipway.operator.vmi;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.hotplug.PluggableVolume;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.UsedClaim;
import java.util.List;
import java.util.Optional;

/**
 * Whether the volumes of an instance allow it to start.
 *
 * @param problem why not; nothing if they do
 * @param waitingForUs DataVolumes that are filled as soon as somebody uses them
 */
record VolumeReadiness(Optional<VmiProblem> problem, List<DataVolume> waitingForUs) {

    static VolumeReadiness of(VmiScope scope) {
        List<DataVolume> used = scope.claimsAtStart().stream()
                .flatMap(claim -> Optional.ofNullable(scope.dataVolumes().get(claim.name())).stream())
                .distinct()
                .toList();
        List<DataVolume> waiting = used.stream()
                .filter(volume -> DataVolumeState.of(volume) == DataVolumeState.WAITS_FOR_CONSUMER)
                .toList();
        Optional<VmiProblem> problem = scope.claimsAtStart().stream()
                .flatMap(claim -> problem(claim, scope).or(() -> copied(claim, scope)).stream())
                .findFirst();
        return new VolumeReadiness(problem, waiting);
    }

    /** Returns why a volume that comes later cannot come yet; nothing if it can. */
    static Optional<String> hotplugProblem(Volume volume, VmiScope scope) {
        Optional<UsedClaim> used = UsedClaim.of(volume);
        return used.isEmpty()
                ? Optional.of("The volume names no claim and no DataVolume, so there is nothing to plug in")
                : problem(used.get(), scope).map(VmiProblem::message);
    }

    /** Returns the DataVolumes of later volumes that are filled as soon as somebody uses them. */
    static List<DataVolume> hotplugsWaitingForUs(VmiScope scope) {
        return PluggableVolume.of(scope.instance().getSpec()).stream()
                .flatMap(volume -> UsedClaim.of(volume).stream())
                .flatMap(used -> Optional.ofNullable(scope.dataVolumes().get(used.name())).stream())
                .filter(volume -> DataVolumeState.of(volume) == DataVolumeState.WAITS_FOR_CONSUMER)
                .toList();
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

    private static Optional<VmiProblem> copied(UsedClaim used, VmiScope scope) {
        return Optional.ofNullable(scope.copiers().get(used.name()))
                .map(pod -> new VmiProblem.ClaimBeingCopied(
                        scope.instance().getMetadata().getNamespace(), used.name(), pod));
    }

    private static VmiProblem missing(UsedClaim used, VmiScope scope) {
        return new VmiProblem.ClaimMissing(scope.instance().getMetadata().getNamespace(), used.name());
    }
}
