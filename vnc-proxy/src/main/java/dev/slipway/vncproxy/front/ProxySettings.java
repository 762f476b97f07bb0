package dev.slipway.vncproxy.front;

import dev.slipway.vncproxy.relay.RelayIdentity;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How {@code vnc-proxy} runs in a process of its own.
 *
 * @param host address that it listens on
 * @param apiPort port for the API server in front of subresources.kubevirt.io
 * @param consolePort port for browsers
 * @param healthPort port of the plain HTTP endpoint for health
 * @param serving its certificate as a server: a directory with {@code tls.crt} and {@code tls.key}
 * @param relay who it is to node-agents
 * @param origins origins of the portal beside the one that is asked
 */
record ProxySettings(
        String host,
        int apiPort,
        int consolePort,
        int healthPort,
        Path serving,
        RelayIdentity relay,
        Set<String> origins) {
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    ProxySettings {
        origins = Set.copyOf(origins);
    }

    /** Reads {@code SLIPWAY_…} variables; each has a default that fits the Pod of the chart. */
    static ProxySettings of(Map<String, String> environment) {
        Path relay = Path.of(environment.getOrDefault("SLIPWAY_RELAY_TLS_DIR", "/etc/slipway/relay"));
        return new ProxySettings(
                environment.getOrDefault("SLIPWAY_LISTEN", "0.0.0.0"),
                port(environment, "SLIPWAY_API_PORT", 8443),
                port(environment, "SLIPWAY_CONSOLE_PORT", 8444),
                port(environment, "SLIPWAY_HEALTH_PORT", 8080),
                Path.of(environment.getOrDefault("SLIPWAY_TLS_DIR", "/etc/slipway/tls")),
                new RelayIdentity(relay.resolve("tls.crt"), relay.resolve("tls.key"), relay.resolve("ca.crt")),
                COMMA.splitAsStream(environment.getOrDefault("SLIPWAY_ORIGINS", ""))
                        .filter(origin -> !origin.isEmpty())
                        .collect(Collectors.toSet()));
    }

    private static int port(Map<String, String> environment, String name, int usual) {
        String text = environment.getOrDefault(name, Integer.toString(usual));
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException(
                    name + " is \"" + text + "\", which is no port; use a number from 0 to 65535.");
        }
        return Integer.parseInt(text);
    }
}
