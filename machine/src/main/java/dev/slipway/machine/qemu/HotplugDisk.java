package dev.slipway.machine.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.network.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The QMP commands by which a disk comes to a running guest, and goes. */
public final class HotplugDisk {
    /** QEMU finds a free place on a SCSI bus itself. */
    private static final Set<String> SCSI_PLACES = Set.of("channel", "scsi-id", "lun");

    private static final ObjectMapper JSON = new ObjectMapper();

    private HotplugDisk() {}

    /**
     * A QMP command.
     *
     * @param execute its name
     * @param arguments its arguments
     */
    public record Command(String execute, ObjectNode arguments) {
        static Command of(String execute, String key, String value) {
            return new Command(execute, JsonNodeFactory.instance.objectNode().put(key, value));
        }
    }

    /** How a disk is plugged in. */
    public sealed interface Plan {
        /**
         * These commands do it.
         *
         * @param image an image that must be made before: path and bytes
         * @param commands in their order
         */
        record Commands(Optional<LaunchPlan.Image> image, List<Command> commands) implements Plan {
            public Commands {
                commands = List.copyOf(commands);
            }

            /** Returns whether QEMU opens what is in the volume for reading only. */
            public boolean readOnly() {
                return commands.stream()
                        .filter(command -> command.execute().equals("blockdev-add"))
                        .allMatch(
                                command -> command.arguments().path("read-only").asBoolean());
            }
        }

        /**
         * It cannot be.
         *
         * @param sentence why not, and what to do
         */
        record Impossible(String sentence) implements Plan {}
    }

    /** Returns whether the disk sits on PCI, so that it needs a free port. */
    public static boolean needsPort(Disk disk) {
        return disk.disk() != null && "virtio".equals(disk.disk().bus());
    }

    /**
     * Plans to plug a disk in.
     *
     * @param instance the guest
     * @param name name of disk and volume
     * @param content what is in the volume, as the launcher finds it
     * @param port number of a free port, for a disk on PCI
     */
    public static Plan in(
            VirtualMachineInstance instance, HostFacts host, String name, LauncherVolume content, OptionalInt port) {
        var domain = instance.getSpec().domain();
        var devices = domain == null ? null : domain.devices();
        if (domain == null || devices == null) {
            return new Plan.Impossible("The guest has no devices, so none can be added.");
        }
        Guest guest = new Guest(
                instance,
                instance.getSpec(),
                domain,
                devices,
                host,
                new LauncherPaths(Map.of(name, content), Map.of()),
                Wiring.NONE,
                MachineChoice.of(domain, host).machine());
        List<Problem> problems = new ArrayList<>();
        Optional<GuestDisk> found = Given.list(devices.disks()).stream()
                .filter(disk -> name.equals(disk.name()))
                .findFirst()
                .map(disk -> GuestDisk.of(disk, guest.volume(name), problems));
        if (found.isEmpty()) {
            return new Plan.Impossible("spec.domain.devices.disks has no disk \"" + name + "\"; add one of that name.");
        }
        GuestDisk disk = found.get();
        if (disk.bus() == DiskBus.SATA && disk.kind() != GuestDisk.Kind.CD_ROM || disk.bus() == DiskBus.USB) {
            return new Plan.Impossible("Disk \"" + name + "\" is on bus "
                    + disk.bus().name().toLowerCase(java.util.Locale.ROOT)
                    + ", which takes no disks while the guest runs; use scsi or virtio, or restart the machine.");
        }
        if (disk.bus() == DiskBus.VIRTIO && port.isEmpty()) {
            return new Plan.Impossible("No PCI port is free for disk \"" + name
                    + "\"; use bus scsi, unplug another disk, or restart the machine.");
        }
        return plan(guest, disk, port, problems);
    }

    private static Plan plan(Guest guest, GuestDisk disk, OptionalInt port, List<Problem> problems) {
        GuestMedia media = GuestMedia.of(guest, disk, disk.volume().orElseThrow(), List.of());
        problems.addAll(media.part().problems());
        List<Command> commands = new ArrayList<>();
        media.medium().ifPresent(medium -> {
            CacheMode cache = CacheMode.of(disk, medium, problems);
            commands.add(node(BlockNode.of(disk, medium, cache, problems)));
            if (disk.kind() == GuestDisk.Kind.CD_ROM) {
                commands.addAll(insertion(disk));
            } else {
                place(guest, disk, port).devices(medium, cache, problems).stream()
                        .map(HotplugDisk::device)
                        .forEach(commands::add);
            }
        });
        return problems.isEmpty()
                ? new Plan.Commands(media.part().images().stream().findFirst(), commands)
                : new Plan.Impossible(String.join(
                        " ", problems.stream().map(Problem::sentence).toList()));
    }

    private static DiskPlace place(Guest guest, GuestDisk disk, OptionalInt port) {
        PciTopology pci = new PciTopology(
                port.isPresent() ? Map.of(disk.id(), PciAddress.of(DeviceIds.port(port.getAsInt()), 0)) : Map.of(),
                List.of(),
                List.of());
        return new DiskPlace(guest, disk, 0, pci, Optional.empty(), CpuTopology.of(guest), OptionalInt.empty());
    }

    private static List<Command> insertion(GuestDisk disk) {
        ObjectNode medium =
                JsonNodeFactory.instance.objectNode().put("id", disk.id()).put("node-name", disk.node());
        return List.of(
                openTray(disk.id()),
                Command.of("blockdev-remove-medium", "id", disk.id()),
                new Command("blockdev-insert-medium", medium),
                Command.of("blockdev-close-tray", "id", disk.id()));
    }

    private static Command openTray(String id) {
        return new Command(
                "blockdev-open-tray",
                JsonNodeFactory.instance.objectNode().put("id", id).put("force", true));
    }

    /** Returns what makes a disk leave; the block node can only go when the guest has let go of the device. */
    public static List<Command> out(String name, boolean drive) {
        String id = DeviceIds.disk(name);
        return drive
                ? List.of(
                        openTray(id),
                        Command.of("blockdev-remove-medium", "id", id),
                        Command.of("blockdev-close-tray", "id", id))
                : List.of(Command.of("device_del", "id", id));
    }

    /** Returns what gives up the image behind a disk that has left. */
    public static Command forget(String name) {
        return Command.of("blockdev-del", "node-name", DeviceIds.node(name));
    }

    private static Command node(Option option) {
        try {
            return new Command(
                    "blockdev-add", (ObjectNode) JSON.readTree(option.parts().getFirst()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("block nodes are written as JSON", e);
        }
    }

    private static Command device(Option option) {
        return new Command(
                "device_add", TypedOption.of("driver", option.parts()).without(SCSI_PLACES));
    }
}
