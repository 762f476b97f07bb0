package dev.slipway.nodeagent.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * Opens the streams of guests at their launchers.
 *
 * @param guests the guests of this node
 */
public record GuestSockets(Guests guests) {
    /** File names in a launcher's run directory ({@code docs/contracts.md} §2) by the names of subresources. */
    private static final Map<String, String> FILES = Map.of("vnc", "vnc.sock", "console", "serial.sock");

    /** Returns whether {@code what} is a stream of a launcher. */
    public static boolean has(String what) {
        return FILES.containsKey(what);
    }

    /**
     * Connects to a stream of an instance.
     *
     * @param what {@code vnc} or {@code console}
     * @throws RelayProblem.Refused if there is no such instance here, or if it does not run, or its launcher does not answer
     */
    public SocketChannel open(String namespace, String name, String what) throws RelayProblem.Refused {
        String file = FILES.get(what);
        if (file == null) {
            throw new RelayProblem.Refused(new RelayProblem.Invalid("there is no stream '%s'".formatted(what)));
        }
        Guest guest = guests.of(namespace, name);
        try {
            return SocketRelay.connect(guest.sockets().resolve(file));
        } catch (IOException e) {
            throw new RelayProblem.Refused(
                    new RelayProblem.Failed("the launcher's %s does not answer: %s".formatted(file, e.getMessage())));
        }
    }
}
