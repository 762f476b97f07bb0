package dev.slipway.portal.nodes;

import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.tasks.Followed;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Follows drains until their nodes are empty, or hold only what cannot leave; goes on after a restart of the portal. */
@Singleton
class NodeTasks implements Followed {
    /** Kind under which the task log keeps nodes. */
    static final String KIND = "Node";

    /** Goal of a drain: no machine is left. */
    static final String EMPTY = "empty";

    private final Tasks tasks;
    private final Drains drains;
    private final ClusterMirror mirror;

    NodeTasks(Tasks tasks, Drains drains, ClusterMirror mirror) {
        this.tasks = tasks;
        this.drains = drains;
        this.mirror = mirror;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void check(Task task) {
        if (mirror.nodes().all().isEmpty()) {
            return; // not known yet: no node is not one that has left
        }
        String name = task.object().name();
        Optional<Boolean> cordoned = mirror.nodes()
                .find("", name)
                .map(node -> node.getSpec() != null
                        && Boolean.TRUE.equals(node.getSpec().getUnschedulable()));
        List<DrainFate> left = drains.guests(name).stream().map(DrainFate::of).toList();
        switch (DrainProgress.of(cordoned, left)) {
            case DrainProgress.Empty empty -> tasks.done(task, empty.sentence());
            case DrainProgress.Over over -> tasks.failed(task, over.sentence());
            case DrainProgress.Leaving leaving -> tasks.says(task, leaving.sentence());
        }
    }
}
