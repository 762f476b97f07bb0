package dev.slipway.nodeagent.status;

import dev.slipway.machine.network.WiringPlan;
import dev.slipway.nodeagent.launcher.LauncherEnd;
import dev.slipway.nodeagent.launcher.LauncherState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a guest on this node at one moment.
 *
 * @param node the node
 * @param podUid uid of its launcher Pod
 * @param podIps the Pod's addresses, primary first
 * @param launcherUid user that QEMU runs as
 * @param state what its launcher said last; empty before it was asked
 * @param end how it ended; empty while it has not
 * @param wiring its network; empty before it is wired
 * @param machineType the machine that QEMU runs, e.g. {@code pc-q35-7.2}; empty if not known any more
 * @param accessModes access modes of the claims by volume name
 * @param discs sizes in bytes of the discs that were made for the guest, by volume name; empty if it was started by another
 *     node-agent
 * @param failure why it could not be started or brought in line; empty if all is well
 * @param credentials how keys and passwords came into the guest; empty if it has none from Secrets through its agent
 * @param readiness what the guest's agent said to the readiness probe; empty if the agent is not asked
 * @param size what the guest has become since its start; empty while it has not grown here
 * @param now the time
 */
public record MachineFacts(
        String node,
        String podUid,
        List<String> podIps,
        Optional<Integer> launcherUid,
        Optional<LauncherState> state,
        Optional<LauncherEnd> end,
        Optional<WiringPlan> wiring,
        Optional<String> machineType,
        Map<String, List<String>> accessModes,
        Map<String, Long> discs,
        Optional<String> failure,
        Optional<GuestOutcome> credentials,
        Optional<GuestOutcome> readiness,
        Optional<GrownSize> size,
        Instant now) {}
