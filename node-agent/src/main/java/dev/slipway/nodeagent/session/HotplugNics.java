package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.qemu.DeviceIds;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.machine.qemu.HotplugNic;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Plugs network interfaces into a running guest, and out of it. */
final class HotplugNics {
    private static final String PREFIX = DeviceIds.nic("");

    private final PodNetworks networks;
    private final MachineEvents events;
    private Set<String> settled = Set.of();
    private boolean looked;
    private final Set<String> pending = new TreeSet<>();
    private final Set<String> leaving = new TreeSet<>();
    private final Map<String, String> told = new HashMap<>();

    HotplugNics(PodNetworks networks, MachineEvents events) {
        this.networks = networks;
        this.events = events;
    }

    /** Says what QEMU would be started with now. */
    @FunctionalInterface
    interface Start {
        List<String> arguments() throws IOException;
    }

    /** Returns the names of interfaces that are to leave and that the guest still has. */
    Set<String> leaving() {
        return Set.copyOf(leaving);
    }

    /** Returns whether an interface is wired and not in the guest yet. */
    boolean isPending(String name) {
        return pending.contains(name);
    }

    /** Does what is due; returns whether it should soon look again. */
    boolean bringInLine(VirtualMachineInstance vmi, Pod pod, LauncherConnection launcher, WiringPlan plan, Start start)
            throws IOException {
        Set<String> wanted = new TreeSet<>();
        plan.interfaces().forEach(nic -> wanted.add(nic.nic().name()));
        if (looked && wanted.equals(settled)) {
            return false;
        }
        Optional<Set<String>> devices = devices(launcher);
        if (devices.isEmpty()) {
            return false;
        }
        Set<String> present = new TreeSet<>();
        devices.get().stream()
                .filter(id -> id.startsWith(PREFIX))
                .forEach(id -> present.add(id.substring(PREFIX.length())));
        boolean again = false;
        for (String name : present) {
            if (!wanted.contains(name)) {
                again = true;
                leaving.add(name);
                launcher.tryQmp(HotplugNic.out(name));
            }
        }
        for (String name : Set.copyOf(leaving)) {
            if (!present.contains(name)) {
                launcher.tryQmp(HotplugNic.forget(name));
                networks.unwire(pod, name);
                leaving.remove(name);
                events.normal(vmi, "NicHotplug", "Interface " + name + " has been unplugged");
            }
        }
        for (String name : wanted) {
            if (!present.contains(name)) {
                pending.add(name);
                again |= !plugIn(vmi, launcher, name, start);
            } else {
                pending.remove(name);
            }
        }
        pending.retainAll(wanted);
        settled = again ? Set.of() : Set.copyOf(wanted);
        looked = !again;
        return again;
    }

    /** Returns whether it is in; one that cannot be is told of once, and tried no more until something changes. */
    private boolean plugIn(VirtualMachineInstance vmi, LauncherConnection launcher, String name, Start start)
            throws IOException {
        Optional<HotplugNic.Plan> plan = HotplugNic.in(start.arguments(), name);
        if (plan.isEmpty() || isTaken(launcher, plan.get().bus())) {
            tell(
                    vmi,
                    name,
                    "No PCI port is free for interface \"" + name
                            + "\" where a start would put it; restart the machine to get it.");
            return true;
        }
        launcher.tryQmp(HotplugNic.forget(name));
        try {
            launcher.qmp(plan.get().host());
            launcher.qmp(plan.get().device());
        } catch (LauncherRefusal e) {
            // A host side alone would keep the next try from beginning anew.
            launcher.tryQmp(HotplugNic.forget(name));
            tell(vmi, name, "Interface \"" + name + "\" could not be plugged in: " + e.getMessage());
            return false;
        }
        told.remove(name);
        pending.remove(name);
        events.normal(vmi, "NicHotplug", "Interface " + name + " has been plugged in");
        return true;
    }

    private void tell(VirtualMachineInstance vmi, String name, String sentence) {
        if (!sentence.equals(told.put(name, sentence))) {
            events.warning(vmi, "HotplugFailed", sentence);
        }
    }

    /** Returns the ids of all devices that have one; nothing if the launcher, an older one, does not tell. */
    private Optional<Set<String>> devices(LauncherConnection launcher) throws IOException {
        try {
            return Optional.of(names(launcher, "/machine/peripheral"));
        } catch (LauncherRefusal e) {
            if (!e.code().equals("NOT_ALLOWED")) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Returns whether a device is behind a root port; on an older bus QEMU itself refuses a second one. */
    private static boolean isTaken(LauncherConnection launcher, String bus) throws IOException {
        return bus.startsWith("port-")
                && names(launcher, "/machine/peripheral/" + bus + "/" + bus).stream()
                        .anyMatch(name -> name.startsWith("child["));
    }

    private static Set<String> names(LauncherConnection launcher, String path) throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode property : launcher.qmp(
                new Command("qom-list", LauncherConnection.arguments().put("path", path)))) {
            names.add(property.path("name").asText());
        }
        return names;
    }
}
