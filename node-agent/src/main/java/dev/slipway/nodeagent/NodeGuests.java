package dev.slipway.nodeagent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.relay.Backups;
import dev.slipway.nodeagent.relay.Guest;
import dev.slipway.nodeagent.relay.Guests;
import dev.slipway.nodeagent.relay.RelayProblem;
import dev.slipway.nodeagent.session.GuestBackups;
import dev.slipway.nodeagent.session.LauncherSession;
import dev.slipway.nodeagent.status.MachineStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The guests of this node for its relay.
 *
 * @param instances an instance of this node by {@code namespace/name}
 * @param sessions the sessions
 */
record NodeGuests(Function<String, Optional<VirtualMachineInstance>> instances, Sessions sessions) implements Guests {
    @Override
    public Guest of(String namespace, String name) throws RelayProblem.Refused {
        VirtualMachineInstance vmi = instances
                .apply(namespace + "/" + name)
                .orElseThrow(() -> new RelayProblem.Refused(new RelayProblem.NotFound(namespace, name)));
        LauncherSession session = sessions.ofInstance(vmi).orElseThrow(NodeGuests::notRunning);
        LauncherConnection launcher = session.connection().orElseThrow(NodeGuests::notRunning);
        LauncherState state = session.state()
                .filter(known -> known.end().isEmpty() && known.phase() != LauncherState.Phase.WAITING)
                .orElseThrow(NodeGuests::notRunning);
        try {
            return new Guest(
                    launcher,
                    state,
                    session.sockets(),
                    session.address(),
                    new GuestsBackups(vmi, session.files(), launcher, session.backups()),
                    contextId(vmi));
        } catch (IOException e) {
            throw new RelayProblem.Refused(new RelayProblem.Failed(String.valueOf(e.getMessage())));
        }
    }

    private static OptionalLong contextId(VirtualMachineInstance vmi) {
        Long contextId = MachineStatus.current(vmi).VSOCKCID();
        return contextId == null ? OptionalLong.empty() : OptionalLong.of(contextId);
    }

    /** The backups of an instance's guest. */
    private record GuestsBackups(
            VirtualMachineInstance vmi, PodFiles files, LauncherConnection launcher, GuestBackups backups)
            implements Backups {
        @Override
        public void carryOut(JsonNode options) throws IOException {
            backups.carryOut(vmi, files, launcher, options);
        }

        @Override
        public boolean knows(JsonNode checkpoint) throws IOException {
            return backups.knows(vmi, launcher, checkpoint);
        }
    }

    private static RelayProblem.Refused notRunning() {
        return new RelayProblem.Refused(new RelayProblem.Conflict("VMI is not running"));
    }
}
