package dev.slipway.launcher.machine;

import dev.slipway.launcher.agent.GuestAgent;
import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.lifecycle.LaunchPlan;
import dev.slipway.launcher.process.BoundProcess;
import dev.slipway.launcher.process.RotatingLog;
import dev.slipway.launcher.qmp.QmpClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A launched guest with everything that belongs to it.
 *
 * @param plan what it was launched from
 * @param process QEMU
 * @param log where processes write
 * @param monitor QEMU's monitor
 * @param agent line to the guest agent, if the plan has one
 * @param lines viewers' sockets
 * @param helpers processes beside QEMU
 */
record Guest(
        LaunchPlan plan,
        BoundProcess process,
        RotatingLog log,
        QmpClient monitor,
        Optional<GuestAgent> agent,
        List<AutoCloseable> lines,
        List<BoundProcess> helpers)
        implements AutoCloseable {

    /** Lets viewers go and ends helpers, after QEMU has ended. */
    @Override
    public void close() {
        monitor.close();
        try {
            if (agent.isPresent()) {
                agent.get().close();
            }
        } catch (IOException e) {
            Log.line("closing the agent's line: " + e.getMessage());
        }
        closeAll(lines);
        closeAll(helpers);
    }

    /** Closes each, the last first. */
    static void closeAll(List<? extends AutoCloseable> resources) {
        for (AutoCloseable resource : resources.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                Log.line("ending " + resource + ": " + e.getMessage());
            }
        }
    }
}
