package dev.slipway.machine.lifecycle;

import java.util.Optional;
import java.util.Set;

/** The one word that tells an admin what a virtual machine does: {@code status.printableStatus}. */
public enum PrintableStatus {
    TERMINATING("Terminating"),
    STOPPING("Stopping"),
    MIGRATING("Migrating"),
    PAUSED("Paused"),
    RUNNING("Running"),
    ERROR_PVC_NOT_FOUND("ErrorPvcNotFound"),
    DATA_VOLUME_ERROR("DataVolumeError"),
    ERROR_UNSCHEDULABLE("ErrorUnschedulable"),
    PROVISIONING("Provisioning"),
    WAITING_FOR_VOLUME_BINDING("WaitingForVolumeBinding"),
    ERR_IMAGE_PULL("ErrImagePull"),
    IMAGE_PULL_BACK_OFF("ImagePullBackOff"),
    STARTING("Starting"),
    CRASH_LOOP_BACK_OFF("CrashLoopBackOff"),
    STOPPED("Stopped"),
    WAITING_FOR_RECEIVER("WaitingForReceiver"),
    UNKNOWN("Unknown");

    private static final Set<String> PHASES_BEFORE_RUNNING = Set.of("", "Pending", "Scheduling", "Scheduled");
    private static final String TRUE = "True";
    private static final String FALSE = "False";
    private static final String SYNCHRONIZED = "Synchronized";

    private final String text;

    PrintableStatus(String text) {
        this.text = text;
    }

    /** Returns the word in the API. */
    public String text() {
        return text;
    }

    /** What may be the matter with a volume of a virtual machine. */
    public enum VolumeTrouble {
        /** Neither claim nor DataVolume exists. */
        MISSING,
        /** The DataVolume has failed for good. */
        FAILED,
        /** The DataVolume is still being filled. */
        IMPORTING,
        /** The claim has no volume yet. */
        UNBOUND
    }

    /**
     * What the word depends on.
     *
     * @param deleting whether the virtual machine is being deleted
     * @param strategy its run strategy
     * @param instance its current instance, also one made a moment ago
     * @param stopping whether its instance has just been told to end
     * @param migrating whether its instance is moving to another node
     * @param volumes what is the matter with its volumes
     * @param crashLoop whether it failed to start the last time
     * @param toRun whether it is to start or to go on, see {@link RunStrategyDecision#isToRun}
     */
    public record Situation(
            boolean deleting,
            RunStrategy strategy,
            Optional<InstanceState> instance,
            boolean stopping,
            boolean migrating,
            Set<VolumeTrouble> volumes,
            boolean crashLoop,
            boolean toRun) {
        public Situation {
            volumes = Set.copyOf(volumes);
        }
    }

    /** Returns the first word that fits, in the order of KubeVirt ({@code vm.go}, {@code setPrintableStatus}). */
    public static PrintableStatus of(Situation situation) {
        for (PrintableStatus status : values()) {
            if (status.fits(situation)) {
                return status;
            }
        }
        return UNKNOWN;
    }

    private boolean fits(Situation situation) {
        return switch (this) {
            case TERMINATING -> situation.deleting();
            case STOPPING -> isStopping(situation);
            case MIGRATING -> situation.migrating();
            case PAUSED -> isKnownToRun(situation) && has(situation, "Paused", TRUE);
            case RUNNING -> isKnownToRun(situation);
            case ERROR_PVC_NOT_FOUND ->
                has(situation, SYNCHRONIZED, FALSE, "FailedPvcNotFound")
                        || (wantsToRun(situation) && situation.volumes().contains(VolumeTrouble.MISSING));
            case DATA_VOLUME_ERROR -> situation.volumes().contains(VolumeTrouble.FAILED);
            case ERROR_UNSCHEDULABLE -> has(situation, "PodScheduled", FALSE, "Unschedulable");
            case PROVISIONING -> situation.volumes().contains(VolumeTrouble.IMPORTING);
            case WAITING_FOR_VOLUME_BINDING ->
                situation.toRun() && situation.volumes().contains(VolumeTrouble.UNBOUND);
            case ERR_IMAGE_PULL, IMAGE_PULL_BACK_OFF -> has(situation, SYNCHRONIZED, FALSE, text);
            case STARTING -> isStarting(situation);
            case CRASH_LOOP_BACK_OFF -> isCrashing(situation);
            case STOPPED -> isStopped(situation);
            case WAITING_FOR_RECEIVER -> situation.strategy() == RunStrategy.WAIT_AS_RECEIVER;
            case UNKNOWN -> true;
        };
    }

    private static boolean isStopping(Situation situation) {
        return situation
                .instance()
                .filter(instance -> !instance.isFinal() && (instance.deleting() || situation.stopping()))
                .isPresent();
    }

    /** Nobody knows what a guest does whose node does not answer. */
    private static boolean isKnownToRun(Situation situation) {
        return hasPhase(situation, InstanceState.RUNNING)
                && !has(situation, "Ready", "Unknown", InstanceState.NODE_UNREACHABLE);
    }

    private static boolean isStarting(Situation situation) {
        return situation
                .instance()
                .filter(instance -> PHASES_BEFORE_RUNNING.contains(instance.phase()))
                .isPresent();
    }

    private static boolean isCrashing(Situation situation) {
        return situation.crashLoop()
                && switch (situation.strategy()) {
                    case ALWAYS, RERUN_ON_FAILURE, ONCE -> true;
                    case MANUAL, HALTED, WAIT_AS_RECEIVER -> false;
                };
    }

    private static boolean isStopped(Situation situation) {
        return situation.strategy() != RunStrategy.WAIT_AS_RECEIVER
                && situation.instance().map(InstanceState::isFinal).orElse(true);
    }

    private static boolean wantsToRun(Situation situation) {
        return situation.instance().filter(instance -> !instance.isFinal()).isPresent()
                || (situation.instance().isEmpty() && situation.strategy() == RunStrategy.ALWAYS);
    }

    private static boolean hasPhase(Situation situation, String phase) {
        return situation
                .instance()
                .map(InstanceState::phase)
                .filter(phase::equals)
                .isPresent();
    }

    private static boolean has(Situation situation, String condition, String status) {
        return situation
                .instance()
                .filter(instance -> instance.has(condition, status))
                .isPresent();
    }

    private static boolean has(Situation situation, String condition, String status, String reason) {
        return situation
                .instance()
                .filter(instance -> instance.has(condition, status, reason))
                .isPresent();
    }
}
