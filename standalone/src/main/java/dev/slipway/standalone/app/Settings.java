package dev.slipway.standalone.app;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How standalone is started.
 *
 * @param data the data directory
 * @param address address that the portal listens on
 * @param port port of the portal
 * @param apiPort port of the Kubernetes API, on the same address
 * @param nodes number of virtual nodes
 */
record Settings(Path data, String address, int port, int apiPort, int nodes) {
    static final int DEFAULT_PORT = 8006;
    static final int DEFAULT_API_PORT = 6443;
    private static final List<String> OPTIONS = List.of("--data", "--listen", "--api-port", "--nodes");

    /** The command line cannot be understood; the message says which word and what would do. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    Settings {
        if (nodes < 1 || nodes > 16) {
            throw new IllegalArgumentException("nodes: " + nodes + " is not between 1 and 16");
        }
    }

    /** Reads {@code --data DIR --listen ADDR:PORT --api-port PORT --nodes N}; each may be left out. */
    static Settings parse(List<String> arguments, Path defaultData) throws Unusable {
        Path data = defaultData;
        String address = "127.0.0.1";
        int port = DEFAULT_PORT;
        int apiPort = DEFAULT_API_PORT;
        int nodes = 1;
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (!OPTIONS.contains(option)) {
                throw new Unusable(option + " is not an option of up. See ./slipway --help.");
            }
            String value = Optional.of(i + 1)
                    .filter(index -> index < arguments.size())
                    .map(arguments::get)
                    .orElseThrow(() -> new Unusable(option + " needs a value. See ./slipway --help."));
            switch (option) {
                case "--data" -> data = Path.of(value).toAbsolutePath().normalize();
                case "--listen" -> {
                    int colon = value.lastIndexOf(':');
                    if (colon < 0) {
                        throw new Unusable(
                                "--listen " + value + " has no port. Give ADDRESS:PORT, e.g. 127.0.0.1:8006.");
                    }
                    address = colon == 0 ? "0.0.0.0" : value.substring(0, colon);
                    port = number(option, value.substring(colon + 1), 1, 65535);
                }
                case "--api-port" -> apiPort = number(option, value, 1, 65535);
                case "--nodes" -> nodes = number(option, value, 1, 16);
                default -> throw new IllegalStateException(option + " is one of the options, but is not read");
            }
        }
        if (port == apiPort) {
            throw new Unusable("Portal and Kubernetes API cannot both listen on port " + port
                    + ". Give another one with --listen ADDRESS:PORT or --api-port PORT.");
        }
        return new Settings(data, address, port, apiPort, nodes);
    }

    boolean isLoopback() {
        return address.startsWith("127.") || address.equals("::1") || address.equals("localhost");
    }

    /** Returns the address by which clients on this machine reach it. */
    String reachable() {
        return address.equals("0.0.0.0") ? "127.0.0.1" : address;
    }

    /** Returns where browsers go. */
    URI portal() {
        return URI.create((isLoopback() ? "http://" : "https://") + reachable() + ":" + port);
    }

    private static int number(String option, String value, int least, int most) throws Unusable {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the one sentence below
        }
        throw new Unusable(option + " " + value + " is not a number from " + least + " to " + most + ".");
    }
}
