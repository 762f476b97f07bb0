package dev.slipway.vncproxy.relay;

import io.vertx.core.http.HttpServerOptions;

/** What an HTTP server must allow so that consoles work on it. */
public final class WebSocketSettings {
    /** Longest message of a viewer: pasted text, a chunk of a forwarded port. */
    private static final int MAX_FRAME_BYTES = 1024 * 1024;

    private WebSocketSettings() {}

    /** Returns {@code options} with the subprotocol of KubeVirt's clients, longer frames and no compression. */
    public static HttpServerOptions apply(HttpServerOptions options) {
        return options.addWebSocketSubProtocol(RelayClient.SUBPROTOCOL)
                .setMaxWebSocketFrameSize(MAX_FRAME_BYTES)
                .setMaxWebSocketMessageSize(MAX_FRAME_BYTES)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
    }
}
