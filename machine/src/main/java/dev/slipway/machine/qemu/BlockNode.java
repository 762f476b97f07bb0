package dev.slipway.machine.qemu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.LunTarget;
import java.util.List;
import java.util.Optional;

/** A node of QEMU's block layer, as JSON: the only form in which it can be said that an image has no backing image. */
final class BlockNode {
    private BlockNode() {}

    static Option of(GuestDisk disk, Medium medium, CacheMode cache, List<Problem> problems) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        String aio = aio(disk, medium, cache, problems);
        boolean readOnly = disk.readOnly();
        switch (medium) {
            case Medium.Lasting(var image) -> {
                top(node, image.format().driver(), disk, cache, readOnly);
                if (image.preallocated()) {
                    // Who set the blocks aside wants to keep them
                    node.put("discard", "ignore");
                }
                ObjectNode file = file(image.path(), image.kind(), aio);
                if (reserves(disk)) {
                    file.put("pr-manager", manager(disk));
                }
                node.set("file", file);
                if (image.format() == LauncherVolume.Format.QCOW2) {
                    node.putNull("backing");
                }
            }
            case Medium.Passing(String path, var below) -> {
                top(node, "qcow2", disk, cache, readOnly);
                node.set("file", file(path, LauncherVolume.Kind.FILE, aio));
                if (below.isPresent()) {
                    node.set("backing", below(below.get()));
                } else {
                    node.putNull("backing");
                }
            }
            case Medium.CompactDisc(String path) -> {
                top(node, "raw", disk, cache, true);
                node.set("file", file(path, LauncherVolume.Kind.FILE, aio));
            }
        }
        return json("-blockdev", node);
    }

    /** Returns an option whose value is JSON; JSON needs no doubled commas. */
    static Option json(String flag, ObjectNode value) {
        return Option.plain(flag, value.toString());
    }

    /** Persistent reservations of a LUN go through a process with the privilege for them. */
    static Part reservations(Guest guest, GuestDisk disk) {
        if (!reserves(disk)) {
            return Part.NOTHING;
        }
        Optional<String> socket = guest.host().reservations();
        return socket.isEmpty()
                ? Part.wrong(new Problem.HostLacks(
                        disk.field() + ".lun.reservation",
                        "a qemu-pr-helper that listens at /run/qemu-pr-helper.sock",
                        "start it there, or set it to false"))
                : Part.of(Option.object("pr-manager-helper", manager(disk)).with("path", socket.get()));
    }

    private static boolean reserves(GuestDisk disk) {
        LunTarget lun = disk.disk().lun();
        return lun != null && Guest.on(lun.reservation(), false);
    }

    private static String manager(GuestDisk disk) {
        return "reservations-" + disk.name();
    }

    private static void top(ObjectNode node, String driver, GuestDisk disk, CacheMode cache, boolean readOnly) {
        node.put("driver", driver)
                .put("node-name", disk.node())
                .put("read-only", readOnly)
                .put("discard", "unmap");
        node.putObject("cache").put("direct", cache.direct()).put("no-flush", false);
    }

    private static ObjectNode below(LauncherVolume.DiskImage image) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("driver", image.format().driver()).put("read-only", true);
        node.set("file", file(image.path(), image.kind(), "threads"));
        if (image.format() == LauncherVolume.Format.QCOW2) {
            node.putNull("backing");
        }
        return node;
    }

    private static ObjectNode file(String path, LauncherVolume.Kind kind, String aio) {
        String driver = switch (kind) {
            case FILE -> "file";
            case BLOCK_DEVICE -> "host_device";
        };
        return JsonNodeFactory.instance
                .objectNode()
                .put("driver", driver)
                .put("filename", path)
                .put("aio", aio);
    }

    /** Native I/O where it cannot block: past the page cache, on blocks that exist already. */
    private static String aio(GuestDisk disk, Medium medium, CacheMode cache, List<Problem> problems) {
        String field = disk.field() + ".io";
        String wish = Guest.text(disk.disk().io());
        if (wish.equals("native") && !cache.direct()) {
            problems.add(new Problem.Invalid(field, wish, "threads, or set cache to none"));
        }
        return switch (wish) {
            case "native", "threads" -> wish;
            case "", "default" ->
                cache.direct()
                                && medium instanceof Medium.Lasting(var image)
                                && (image.preallocated() || image.kind() == LauncherVolume.Kind.BLOCK_DEVICE)
                        ? "native"
                        : "threads";
            default -> {
                problems.add(new Problem.Invalid(field, wish, "native or threads"));
                yield "threads";
            }
        };
    }
}
