package dev.slipway.portal.machines;

import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.tasks.Followed;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Follows the running tasks about machines until their goals are reached; goes on after a restart of the portal. */
@Singleton
class MachineTasks implements Followed {
    /** Kind under which the task log keeps machines. */
    static final String KIND = "VirtualMachine";

    /** Time that the watch may take to tell of an object that was just made. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(20);

    private static final Goal.Progress UNREADABLE =
            new Goal.Progress.Failed("An older portal wrote this task in a way that this one cannot follow.");

    private final Tasks tasks;
    private final MachineIndex index;
    private final ClusterMirror mirror;
    private final Clock clock = Clock.systemUTC();

    MachineTasks(Tasks tasks, MachineIndex index, ClusterMirror mirror) {
        this.tasks = tasks;
        this.index = index;
        this.mirror = mirror;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void check(Task task) {
        Duration passed = Duration.between(task.started(), clock.instant());
        Optional<Goal.Progress> progress = Goal.parse(task.goal())
                .map(goal -> goal.progress(task.object().name(), index.facts(task.object()), passed))
                .or(() -> CopyGoal.parse(task.goal()).map(goal -> progress(goal, task, passed)));
        switch (progress.orElse(UNREADABLE)) {
            case Goal.Progress.Reached reached -> tasks.done(task, reached.sentence());
            case Goal.Progress.Failed failed -> tasks.failed(task, failed.sentence());
            case Goal.Progress.Waiting waiting -> tasks.says(task, waiting.sentence());
        }
    }

    private Goal.Progress progress(CopyGoal goal, Task task, Duration passed) {
        String namespace = task.object().namespace();
        Optional<Goal.Progress> progress = switch (goal.kind()) {
            case SNAPSHOT -> mirror.snapshots().find(namespace, goal.name()).map(CopyGoal::saved);
            case RESTORE -> mirror.restores().find(namespace, goal.name()).map(CopyGoal::restored);
            case CLONE -> mirror.clones().find(namespace, goal.name()).map(CopyGoal::cloned);
        };
        return progress.orElseGet(() -> passed.compareTo(SEEN_WITHIN) < 0
                ? new Goal.Progress.Waiting("it has just been asked for")
                : new Goal.Progress.Failed(goal.name() + " was deleted meanwhile, so it is not known how it ended."));
    }
}
