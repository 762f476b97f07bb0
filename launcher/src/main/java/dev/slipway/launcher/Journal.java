package dev.slipway.launcher;

import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.lifecycle.LauncherState;
import dev.slipway.launcher.lifecycle.Phase;
import java.util.function.Consumer;

/** Writes what becomes of the machine into the launcher's log, a line for each change of its phase. */
final class Journal implements Consumer<LauncherState> {
    private final String name;
    private String last = "";

    /** @param name of the machine, as it begins each line */
    Journal(String name) {
        this.name = name;
    }

    @Override
    public synchronized void accept(LauncherState state) {
        String line = line(state);
        if (!line.equals(last)) {
            last = line;
            Log.line(name + ": " + line);
        }
    }

    /** Returns the phase in words, with what an admin wants to know of it. */
    static String line(LauncherState state) {
        String phase = state.phase()
                .pauseReason()
                .map(reason -> state.phase().wireName() + " (" + reason.wireName() + ")")
                .orElse(state.phase().wireName());
        return switch (state.phase()) {
            case Phase.Waiting _ -> "waiting for the plan of the node-agent";
            case Phase.Ended(var end) -> "ended, " + end.kind().wireName() + ": " + end.message();
            default ->
                state.qemu()
                        .map(qemu -> "%s, QEMU %s with %s, process %d"
                                .formatted(phase, qemu.version(), qemu.accelerator(), qemu.pid()))
                        .orElse(phase);
        };
    }
}
