package dev.slipway.portal.images;

import dev.slipway.portal.tasks.Followed;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Follows the running tasks about images until their goals are reached; goes on after a restart of the portal. */
@Singleton
class ImageTasks implements Followed {
    /** Kind under which the task log keeps images. */
    static final String KIND = "DataSource";

    /** Time that the watch may take to tell of an image that was just made. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(10);

    private final Tasks tasks;
    private final ImageIndex index;
    private final Clock clock = Clock.systemUTC();

    ImageTasks(Tasks tasks, ImageIndex index) {
        this.tasks = tasks;
        this.index = index;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void check(Task task) {
        ImageGoal goal = ImageGoal.parse(task.goal()).orElse(null);
        if (goal == null) {
            tasks.failed(task, "An older portal wrote this task in a way that this one cannot follow.");
            return;
        }
        Optional<ImageState> state = index.state(task.object());
        boolean young = Duration.between(task.started(), clock.instant()).compareTo(SEEN_WITHIN) < 0;
        boolean mayBeOld = young && (state.isEmpty() || state.get().failed());
        if (goal == ImageGoal.FILLED && mayBeOld) {
            return;
        }
        switch (goal.progress(state)) {
            case ImageGoal.Progress.Reached reached -> tasks.done(task, reached.sentence());
            case ImageGoal.Progress.Failed failed -> tasks.failed(task, failed.sentence());
            case ImageGoal.Progress.Waiting waiting -> tasks.says(task, waiting.sentence());
        }
    }
}
