package dev.slipway.standalone.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The readiness probe of a container that asks for a TCP connection. Other kinds are not known here: such a container is
 * ready while it runs.
 *
 * @param port port that must accept
 * @param period pause between tries
 * @param patience longest wait for one try
 */
record Probe(int port, Duration period, Duration patience) {
    /** Returns the probe of a container, if it has one of this kind. */
    static Optional<Probe> of(Container container) {
        return Optional.ofNullable(container.getReadinessProbe())
                .filter(probe -> probe.getTcpSocket() != null)
                .flatMap(probe -> port(container, probe.getTcpSocket())
                        .map(port -> new Probe(
                                port, seconds(probe.getPeriodSeconds(), 10), seconds(probe.getTimeoutSeconds(), 1))));
    }

    /** Returns whether something accepts connections on the port of this address. */
    boolean succeeds(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) patience.toMillis());
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** A port is given as a number, or as the name of one of the container's ports. */
    private static Optional<Integer> port(Container container, TCPSocketAction action) {
        IntOrString port = action.getPort();
        if (port == null || port.getIntVal() != null) {
            return Optional.ofNullable(port).map(IntOrString::getIntVal);
        }
        return container.getPorts().stream()
                .filter(named -> Objects.equals(named.getName(), port.getStrVal()))
                .map(named -> named.getContainerPort())
                .findFirst();
    }

    private static Duration seconds(Integer given, int usual) {
        return Duration.ofSeconds(Math.max(1, Objects.requireNonNullElse(given, usual)));
    }
}
