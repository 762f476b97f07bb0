package dev.slipway.launcher.machine;

import dev.slipway.launcher.lifecycle.LauncherState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The current state of the launcher, and who wants to know of each change. */
public final class StateBoard {
    private final List<Consumer<LauncherState>> watchers = new CopyOnWriteArrayList<>();
    private LauncherState state = LauncherState.NEW;

    /** Returns the state as it is now. */
    public synchronized LauncherState now() {
        return state;
    }

    /** Changes the state; watchers hear of it, in order, if it is another one. */
    synchronized void change(UnaryOperator<LauncherState> change) {
        LauncherState next = change.apply(state);
        if (!next.equals(state)) {
            state = next;
            watchers.forEach(watcher -> watcher.accept(next));
        }
    }

    /** Tells {@code watcher} the state now and at each change; it must return at once. */
    public synchronized void watch(Consumer<LauncherState> watcher) {
        watcher.accept(state);
        watchers.add(watcher);
    }

    /** Tells {@code watcher} nothing more. */
    public void unwatch(Consumer<LauncherState> watcher) {
        watchers.remove(watcher);
    }
}
