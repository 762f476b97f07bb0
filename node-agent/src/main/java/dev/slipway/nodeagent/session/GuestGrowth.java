package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.hotplug.LiveSize;
import dev.slipway.machine.hotplug.RoomToGrow;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.pod.Bytes;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.machine.qemu.HotplugSize;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import dev.slipway.nodeagent.status.GrownSize;
import dev.slipway.nodeagent.status.MachineStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Gives a running guest the processors and the memory that its instance has grown by. */
final class GuestGrowth {
    /** A guest takes a GiB in some seconds; so often it is looked at soon. */
    private static final int LOOKS = 60;

    private final MachineEvents events;
    private Optional<GrownSize> size = Optional.empty();
    private Optional<String> told = Optional.empty();
    private int looks;

    GuestGrowth(MachineEvents events) {
        this.events = events;
    }

    /** Says what QEMU would be started with for an instance. */
    @FunctionalInterface
    interface Start {
        List<String> arguments(VirtualMachineInstance instance) throws IOException;
    }

    /** Returns what the guest has become, once it has grown here. */
    Optional<GrownSize> size() {
        return size;
    }

    /** Does what is due; returns whether it should soon look again. */
    boolean bringInLine(VirtualMachineInstance vmi, Pod pod, LauncherConnection launcher, Start start)
            throws IOException {
        LiveSize wanted = LiveSize.wanted(vmi);
        LiveSize reached = size.map(GrownSize::given).orElse(LiveSize.reached(vmi));
        boolean grows = wanted.sockets() != reached.sockets() || !wanted.hasMemoryOf(reached);
        boolean refused = size.flatMap(GrownSize::refused).isPresent() && wanted.sockets() == reached.sockets();
        if (!grows || refused || Carrier.state(vmi).filter(Carrier::isOpen).isPresent()) {
            return settle(vmi, reached, launcher);
        }
        Optional<String> lacking = RoomToGrow.lacking(limits(pod), vmi);
        if (lacking.isPresent()) {
            if (!told.equals(lacking)) {
                events.normal(vmi, "HotplugWaits", lacking.get());
            }
            told = lacking;
            return false;
        }
        List<String> arguments = start.arguments(LiveSize.grown(vmi));
        Set<String> present = devices(launcher);
        for (HotplugSize.Processor processor : HotplugSize.processors(arguments)) {
            if (!present.contains(processor.id())) {
                launcher.qmp(processor.add());
            }
        }
        Optional<String> failure = wanted.hasMemoryOf(reached) ? Optional.empty() : memory(launcher, arguments);
        LiveSize given = new LiveSize(wanted.sockets(), failure.isPresent() ? reached.memory() : wanted.memory());
        size = Optional.of(new GrownSize(given, Optional.empty(), failure));
        looks = 0;
        tell(vmi, reached, given, failure);
        return settle(vmi, given, launcher);
    }

    private void tell(VirtualMachineInstance vmi, LiveSize before, LiveSize now, Optional<String> failure) {
        if (now.sockets() != before.sockets()) {
            events.normal(
                    vmi, "CPUHotplugged", "The guest has " + now.sockets() + " sockets instead of " + before.sockets());
        }
        if (!now.hasMemoryOf(before)) {
            events.normal(
                    vmi,
                    "MemoryHotplugged",
                    "The guest may have " + now.memory().orElseThrow() + " of memory instead of "
                            + before.memory().orElseThrow());
        }
        failure.ifPresent(why -> events.warning(vmi, "HotplugFailed", why));
    }

    /** Returns why the guest's memory could not be changed. */
    private static Optional<String> memory(LauncherConnection launcher, List<String> arguments) throws IOException {
        Optional<Command> command = HotplugSize.memory(arguments);
        if (command.isEmpty()) {
            return Optional.of("The guest was started without room for more memory; restart the machine to get it.");
        }
        try {
            launcher.qmp(command.get());
            return Optional.empty();
        } catch (LauncherRefusal e) {
            return Optional.of("QEMU did not change the guest's memory: " + e.getMessage());
        }
    }

    /** Follows how much of its new memory the guest has taken. */
    private boolean settle(VirtualMachineInstance vmi, LiveSize given, LauncherConnection launcher) throws IOException {
        MemoryStatus memory = MachineStatus.current(vmi).memory();
        Quantity boot = memory == null ? null : memory.guestAtBoot();
        Optional<Quantity> requested = given.memory();
        Optional<Quantity> taken = size.flatMap(GrownSize::taken)
                .or(() -> Optional.ofNullable(memory == null ? null : memory.guestCurrent()));
        if (boot == null || requested.isEmpty() || taken.isEmpty() || isSame(requested.get(), taken.get())) {
            return false;
        }
        for (JsonNode device : launcher.qmp(new Command("query-memory-devices", LauncherConnection.arguments()))) {
            if (HotplugSize.MEMORY.endsWith("/" + device.path("data").path("id").asText())) {
                long now = Bytes.of(boot) + device.path("data").path("size").asLong();
                Quantity current = now == Bytes.of(requested.get()) ? requested.get() : Bytes.quantity(now);
                looks = current.equals(taken.get()) ? looks + 1 : 0;
                size = Optional.of(new GrownSize(given, Optional.of(current), size.flatMap(GrownSize::refused)));
                return !isSame(requested.get(), current) && looks < LOOKS;
            }
        }
        return false;
    }

    private static boolean isSame(Quantity one, Quantity other) {
        return Given.exact(one).compareTo(Given.exact(other)) == 0;
    }

    private static Map<String, Quantity> limits(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(FollowedPod.CONTAINER))
                .map(Container::getResources)
                .filter(Objects::nonNull)
                .findFirst()
                .map(resources -> Given.map(resources.getLimits()))
                .orElse(Map.of());
    }

    private static Set<String> devices(LauncherConnection launcher) throws IOException {
        Set<String> names = new HashSet<>();
        ObjectNode path = LauncherConnection.arguments().put("path", "/machine/peripheral");
        launcher.qmp(new Command("qom-list", path))
                .forEach(child -> names.add(child.path("name").asText()));
        return names;
    }
}
