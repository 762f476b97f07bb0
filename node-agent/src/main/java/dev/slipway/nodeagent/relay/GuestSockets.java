package dev.slipway.nodeagent.relay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.qemu.UsbRedirection;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.netns.PinnedFile;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;

/**
 * Opens the streams of guests at their launchers.
 *
 * @param guests the guests of this node
 */
public record GuestSockets(Guests guests) {
    /** File names in a launcher's run directory ({@code docs/contracts.md} §2) by the names of subresources. */
    private static final Map<String, String> FILES = Map.of("vnc", "vnc.sock", "console", "serial.sock");

    private static final String USB = "usbredir";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Returns whether {@code what} is a stream of a launcher. */
    public static boolean has(String what) {
        return FILES.containsKey(what) || what.equals(USB);
    }

    /**
     * Connects to a stream of an instance.
     *
     * @param what {@code vnc}, {@code console} or {@code usbredir}
     * @throws RelayProblem.Refused if there is no such instance here, or if it does not run, or its launcher does not answer
     */
    public SocketChannel open(String namespace, String name, String what) throws RelayProblem.Refused {
        if (!has(what)) {
            throw new RelayProblem.Refused(new RelayProblem.Invalid("there is no stream '%s'".formatted(what)));
        }
        Guest guest = guests.of(namespace, name);
        String file = what.equals(USB) ? freeUsbSocket(guest) : FILES.getOrDefault(what, what);
        try {
            return PinnedFile.connect(guest.sockets().resolve(file));
        } catch (IOException e) {
            throw new RelayProblem.Refused(
                    new RelayProblem.Failed("the launcher's %s does not answer: %s".formatted(file, e.getMessage())));
        }
    }

    /** Each socket takes one client; QEMU names those without one {@code disconnected:…}. */
    private static String freeUsbSocket(Guest guest) throws RelayProblem.Refused {
        try {
            JsonNode devices = guest.launcher()
                    .call("qmp", LauncherConnection.arguments().put("execute", "query-chardev"), DEADLINE);
            for (int slot = 0; slot < UsbRedirection.SLOTS; slot++) {
                String file = UsbRedirection.socket(slot);
                for (JsonNode device : devices) {
                    String filename = device.path("filename").asText();
                    if (filename.startsWith("disconnected:") && filename.contains(file)) {
                        return file;
                    }
                }
            }
        } catch (IOException e) {
            throw new RelayProblem.Refused(new RelayProblem.Failed(String.valueOf(e.getMessage())));
        }
        throw new RelayProblem.Refused(new RelayProblem.Conflict(
                "All %d places for lent USB devices are taken; take one of the devices back first."
                        .formatted(UsbRedirection.SLOTS)));
    }
}
