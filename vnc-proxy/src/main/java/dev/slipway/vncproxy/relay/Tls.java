package dev.slipway.vncproxy.relay;

import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;

/** The TLS of the stream between console proxy and node-agent. */
final class Tls {
    private Tls() {}

    /** Returns BoringSSL where there is one for this machine: it encrypts at full speed from the first byte on. */
    static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }
}
