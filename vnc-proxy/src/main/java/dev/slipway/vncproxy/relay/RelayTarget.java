package dev.slipway.vncproxy.relay;

import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a node-agent offers of an instance ({@code docs/contracts.md} §3).
 *
 * @param agent base address of the node-agent
 * @param what e.g. {@code vnc}, {@code portforward/22/tcp} or {@code vsock?port=22&tls=true}
 */
public record RelayTarget(URI agent, String namespace, String name, String what) {
    /** Returns the path at the agent. */
    public String path() {
        return "/v1/namespaces/%s/virtualmachineinstances/%s/%s".formatted(segment(namespace), segment(name), what);
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns where the agent listens. */
    SocketAddress address() {
        return SocketAddress.inetSocketAddress(agent.getPort() < 0 ? 443 : agent.getPort(), agent.getHost());
    }
}
