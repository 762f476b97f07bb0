package dev.slipway.machine.qemu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import java.util.List;
import java.util.Optional;

/**
 * The QMP commands by which a running guest gets the processors and the memory that a start of its grown instance would
 * give it.
 */
public final class HotplugSize {
    /** Where QEMU keeps the device that memory grows by. */
    public static final String MEMORY = "/machine/peripheral/" + GuestMemory.GROWN;

    private static final String SIZE = "requested-size";

    private HotplugSize() {}

    /**
     * A processor beside those of the start.
     *
     * @param id of its device
     * @param add makes it
     */
    public record Processor(String id, Command add) {}

    /**
     * Returns the processors beside those that the guest was started with.
     *
     * @param arguments those that QEMU would be started with
     */
    public static List<Processor> processors(List<String> arguments) {
        return TypedOption.all(arguments, "-device", "driver", part -> part.startsWith("socket-id=")).stream()
                .map(device -> new Processor(device.path("id").asText(), new Command("device_add", device)))
                .toList();
    }

    /**
     * Returns what makes the guest's memory as large as a start would; empty if it cannot grow.
     *
     * @param arguments those that QEMU would be started with
     */
    public static Optional<Command> memory(List<String> arguments) {
        return TypedOption.all(arguments, "-device", "driver", part -> part.startsWith(SIZE + "=")).stream()
                .map(device -> new Command("qom-set", setting(device.path(SIZE).asLong())))
                .findFirst();
    }

    private static ObjectNode setting(long bytes) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("path", MEMORY)
                .put("property", SIZE)
                .put("value", bytes);
    }
}
