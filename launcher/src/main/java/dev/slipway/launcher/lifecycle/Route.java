package dev.slipway.launcher.lifecycle;

import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonText;
import dev.slipway.launcher.lifecycle.LaunchPlanReader.InvalidPlanException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way of a guest from one launcher to another: the same for both ends ({@code docs/contracts.md} §2).
 *
 * @param id the migration's own; {@code migration} on the control socket, whose requests have an id themselves
 * @param address where the receiving QEMU listens
 * @param port for memory and devices
 * @param diskPort for disks that are copied
 * @param credentials directory of keys and certificates for QEMU ({@code ca-cert.pem} …); empty: not encrypted
 * @param copied block nodes whose content the receiving end does not have
 * @param postCopy whether the guest may run at its new place before all of its memory is there
 */
public record Route(
        String id,
        String address,
        int port,
        int diskPort,
        Optional<String> credentials,
        List<String> copied,
        boolean postCopy) {
    private static final int MAX_PORT = 65535;

    public Route {
        copied = List.copyOf(copied);
    }

    /** Returns the route that an object describes; {@code where} names the object in refusals. */
    public static Route read(JsonObject json, String where) throws InvalidPlanException {
        List<String> copied = new ArrayList<>();
        for (Json item : json.items("copied")) {
            if (!(item instanceof JsonText node)) {
                throw new InvalidPlanException("%s.copied has the item %s; give names of nodes".formatted(where, item));
            }
            copied.add(node.value());
        }
        return new Route(
                text(json, "migration", where),
                text(json, "address", where),
                port(json, "port", where),
                copied.isEmpty() ? 0 : port(json, "diskPort", where),
                json.text("credentials").filter(directory -> !directory.isBlank()),
                copied,
                json.isTrue("postCopy"));
    }

    /** Returns the address as QEMU's URIs have it; those of IPv6 are bracketed. */
    public String uri() {
        String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
        return "tcp:" + host + ":" + port;
    }

    private static String text(JsonObject json, String name, String where) throws InvalidPlanException {
        return json.text(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InvalidPlanException("%s.%s is missing; give a text".formatted(where, name)));
    }

    private static int port(JsonObject json, String name, String where) throws InvalidPlanException {
        long port = json.number(name).orElse(0);
        if (port < 1 || port > MAX_PORT) {
            throw new InvalidPlanException(
                    "%s.%s is %d; give a port from 1 to %d".formatted(where, name, port, MAX_PORT));
        }
        return (int) port;
    }
}
