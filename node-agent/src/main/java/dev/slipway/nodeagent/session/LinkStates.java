package dev.slipway.nodeagent.session;

import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.qemu.DeviceIds;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Pulls the cables of a running guest's interfaces and plugs them in, as the instance's link states ask. */
final class LinkStates {
    private final Map<String, Boolean> up = new HashMap<>();

    /** Notes that QEMU was started, with every cable plugged in. */
    void started(WiringPlan plan) {
        plan.wiring().nics().forEach(nic -> up.put(nic.name(), true));
    }

    /**
     * Sets what differs, and once each whose state is not known: an earlier node-agent may have left any.
     *
     * @param pending whether an interface is wired and not in the guest yet
     */
    void bringInLine(LauncherConnection launcher, WiringPlan plan, Predicate<String> pending) throws IOException {
        up.keySet().removeIf(name -> plan.of(name).isEmpty());
        for (NicWiring nic : plan.wiring().nics()) {
            Boolean known = up.get(nic.name());
            if (!pending.test(nic.name()) && (known == null || known != nic.linkUp())) {
                launcher.qmp(new Command(
                        "set_link",
                        LauncherConnection.arguments()
                                .put("name", DeviceIds.nic(nic.name()))
                                .put("up", nic.linkUp())));
                up.put(nic.name(), nic.linkUp());
            }
        }
    }
}
