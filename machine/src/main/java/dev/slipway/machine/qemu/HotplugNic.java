package dev.slipway.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import java.util.List;
import java.util.Optional;

/**
 * The QMP commands by which a network interface comes to a running guest, and goes. It comes as a start of the guest would
 * give it, so that it stays where it is over a restart and a migration.
 */
public final class HotplugNic {
    private HotplugNic() {}

    /**
     * How an interface is plugged in.
     *
     * @param bus id of the port or bus that it goes to
     * @param host makes its host side
     * @param device makes the guest's side
     */
    public record Plan(String bus, Command host, Command device) {}

    /**
     * Plans to plug an interface in; empty if a start would not give it to the guest.
     *
     * @param arguments those that QEMU would be started with
     * @param name of the interface
     */
    public static Optional<Plan> in(List<String> arguments, String name) {
        Optional<ObjectNode> host = option(arguments, "-netdev", "type", DeviceIds.netdev(name));
        Optional<ObjectNode> device = option(arguments, "-device", "driver", DeviceIds.nic(name));
        return host.flatMap(side -> device.map(front -> new Plan(
                front.path("bus").asText(), new Command("netdev_add", side), new Command("device_add", front))));
    }

    /** Returns what asks the guest to let an interface go. */
    public static Command out(String name) {
        return Command.of("device_del", "id", DeviceIds.nic(name));
    }

    /** Returns what gives up the host side of an interface that has left. */
    public static Command forget(String name) {
        return Command.of("netdev_del", "id", DeviceIds.netdev(name));
    }

    private static Optional<ObjectNode> option(List<String> arguments, String option, String first, String id) {
        return TypedOption.all(arguments, option, first, ("id=" + id)::equals).stream()
                .findFirst();
    }
}
