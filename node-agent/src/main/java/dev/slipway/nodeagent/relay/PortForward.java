package dev.slipway.nodeagent.relay;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.function.Supplier;

/** Connects a websocket with a port of a guest. */
final class PortForward {
    private static final int DIAL_MILLIS = 10_000;

    private final Vertx vertx;
    private final NetClient tcp;

    PortForward(Vertx vertx) {
        this.vertx = vertx;
        this.tcp = vertx.createNetClient(new NetClientOptions().setConnectTimeout(DIAL_MILLIS));
    }

    /** A port of a guest. */
    record Target(String address, int port, boolean udp) {
        /** Reads the last parts of the path. */
        static Target of(String address, String port, String protocol) throws RelayProblem.Refused {
            if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
                throw new RelayProblem.Refused(
                        new RelayProblem.Invalid("port is '%s'; set it to a number from 1 to 65535".formatted(port)));
            }
            String name = protocol.toLowerCase(Locale.ROOT);
            if (!name.equals("tcp") && !name.equals("udp")) {
                throw new RelayProblem.Refused(
                        new RelayProblem.Invalid("protocol is '%s'; set it to tcp or udp".formatted(protocol)));
            }
            return new Target(address, Integer.parseInt(port), name.equals("udp"));
        }
    }

    /**
     * Dials, then upgrades, then carries.
     *
     * @param upgrade makes the websocket, once the guest's port answers
     */
    Future<?> connect(Target target, Supplier<Future<ServerWebSocket>> upgrade) {
        return target.udp() ? udp(target, upgrade) : tcp(target, upgrade);
    }

    private Future<?> tcp(Target target, Supplier<Future<ServerWebSocket>> upgrade) {
        return tcp.connect(target.port(), target.address()).compose(socket -> {
            socket.pause();
            return upgrade.get().onSuccess(webSocket -> pipe(socket, webSocket)).onFailure(ignored -> close(socket));
        });
    }

    /** Each end that closes closes the other; Vert.x's pipe holds back a fast end. */
    private static void pipe(NetSocket socket, ServerWebSocket webSocket) {
        socket.pipeTo(webSocket).onFailure(ignored -> close(socket));
        webSocket.pipeTo(socket).onFailure(ignored -> webSocket.close().onFailure(late -> {}));
    }

    private static void close(NetSocket socket) {
        socket.close().onFailure(ignored -> {});
    }

    /** One datagram a message, in both directions. */
    private Future<?> udp(Target target, Supplier<Future<ServerWebSocket>> upgrade) {
        DatagramSocket socket = vertx.createDatagramSocket(
                new DatagramSocketOptions().setIpV6(target.address().contains(":")));
        return upgrade.get()
                .onSuccess(webSocket -> {
                    socket.handler(packet -> {
                        if (packet.sender().host().equals(target.address()) && !webSocket.writeQueueFull()) {
                            // A datagram for which there is no room is lost, as on any full link.
                            webSocket.writeBinaryMessage(packet.data()).onFailure(ignored -> {});
                        }
                    });
                    webSocket.binaryMessageHandler(
                            (Buffer message) -> socket.send(message, target.port(), target.address())
                                    .onFailure(ignored -> {}));
                    webSocket.closeHandler(ignored -> socket.close().onFailure(late -> {}));
                })
                .onFailure(ignored -> socket.close().onFailure(late -> {}));
    }
}
