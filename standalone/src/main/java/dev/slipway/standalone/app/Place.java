package dev.slipway.standalone.app;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * An address and a port to listen on.
 *
 * @param address IP address or name of this machine
 * @param port its port
 * @param option the option by which another one is given, with its form
 */
record Place(String address, int port, String option) {
    /** Tries to listen there; returns one sentence if that cannot be. */
    Optional<String> refusal() {
        InetAddress found;
        try {
            found = InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            return Optional.of("--listen: " + address + " is no address and no name that is known here."
                    + " Give an address of this machine, e.g. 127.0.0.1:8006.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(found, port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(sentence(e));
        }
    }

    private String sentence(IOException refusal) {
        String why = String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT);
        if (why.contains("permission denied")) {
            return "Port " + port + " is one that only root may listen on. Give one from 1024 on with " + option + ".";
        }
        if (refusal instanceof BindException && why.contains("cannot assign")) {
            return "--listen: " + address + " is not an address of this machine."
                    + " Give one that is, 127.0.0.1 for this machine alone, or 0.0.0.0 for all.";
        }
        if (refusal instanceof SocketException && why.contains("in use")) {
            return "Port " + port + " on " + address + " is in use by another program. Give another one with " + option
                    + ".";
        }
        return "It is not possible to listen on " + address + ":" + port + " (" + refusal.getMessage()
                + "). Give another place with " + option + ".";
    }
}
