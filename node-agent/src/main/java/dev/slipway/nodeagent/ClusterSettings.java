package dev.slipway.nodeagent;

import dev.slipway.nodeagent.NodeAgentSettings.Listener;
import dev.slipway.nodeagent.NodeAgentSettings.RelaySettings;
import dev.slipway.nodeagent.NodeAgentSettings.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of a node-agent that runs as a Pod, from the variables that its Pod gives it. */
final class ClusterSettings {
    private static final Pattern COLON = Pattern.compile(":");

    private ClusterSettings() {}

    /** Reads {@code NODE_NAME}, {@code POD_IP} and {@code SLIPWAY_…}; all but the first two have defaults that fit the chart. */
    static NodeAgentSettings of(Map<String, String> environment) {
        TlsFiles tls = tls(environment.getOrDefault("SLIPWAY_TLS_DIR", "/etc/slipway/tls"));
        TlsFiles guests = tls(environment.getOrDefault("SLIPWAY_VSOCK_TLS_DIR", "/etc/slipway/vsock"));
        Listener relay = new Listener("0.0.0.0", port(environment, "SLIPWAY_RELAY_PORT", 8443));
        return new NodeAgentSettings(
                required(environment, "NODE_NAME", "spec.nodeName"),
                Path.of(environment.getOrDefault("SLIPWAY_KUBELET_DIR", "/var/lib/kubelet")),
                Path.of(environment.getOrDefault("SLIPWAY_RUN_DIR", "/run/slipway")),
                false,
                Path.of("/usr/bin/qemu-system-x86_64"),
                COLON.splitAsStream(environment.getOrDefault("SLIPWAY_CNI_PLUGINS", "/opt/cni/bin:/usr/lib/cni"))
                        .map(Path::of)
                        .toList(),
                Path.of(environment.getOrDefault("SLIPWAY_CNI_CONFIGURATIONS", "/etc/cni/net.d")),
                Optional.of(new RelaySettings(
                        relay, bracketed(required(environment, "POD_IP", "status.podIP")), tls, guests)),
                Optional.of(new Listener("0.0.0.0", port(environment, "SLIPWAY_HEALTH_PORT", 8080))));
    }

    /** The files of a mounted Secret. */
    private static TlsFiles tls(String directory) {
        Path secret = Path.of(directory);
        return new TlsFiles(secret.resolve("tls.crt"), secret.resolve("tls.key"), secret.resolve("ca.crt"));
    }

    /** As a host in a URL (RFC 3986 §3.2.2). */
    private static String bracketed(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    private static String required(Map<String, String> environment, String name, String field) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " is not set; the Pod must take it from its own field " + field + ".");
        }
        return value;
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
