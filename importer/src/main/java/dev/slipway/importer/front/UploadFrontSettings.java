package dev.slipway.importer.front;

import dev.slipway.importer.upload.UploadProxy;
import java.nio.file.Path;
import java.util.Map;

/**
 * How the upload proxy runs in a process of its own.
 *
 * @param host address that it listens on
 * @param apiPort port for the API server in front of upload.cdi.kubevirt.io
 * @param uploadPort port for clients that upload
 * @param healthPort port of the plain HTTP endpoint for health
 * @param serving its certificate as a server: a directory with {@code tls.crt} and {@code tls.key}
 * @param client who it is to upload Pods: a directory that holds {@code ca.crt}, too
 */
record UploadFrontSettings(String host, int apiPort, int uploadPort, int healthPort, Path serving, Path client) {
    /** Reads {@code SLIPWAY_…} variables; each has a default that fits the manifests. */
    static UploadFrontSettings of(Map<String, String> environment) {
        return new UploadFrontSettings(
                environment.getOrDefault("SLIPWAY_LISTEN", "0.0.0.0"),
                port(environment, "SLIPWAY_API_PORT", 8443),
                port(environment, "SLIPWAY_UPLOAD_PORT", 8444),
                port(environment, "SLIPWAY_HEALTH_PORT", 8080),
                Path.of(environment.getOrDefault("SLIPWAY_TLS_DIR", "/etc/slipway/tls")),
                Path.of(environment.getOrDefault("SLIPWAY_UPLOAD_TLS_DIR", "/etc/slipway/upload")));
    }

    UploadProxy.Tls toPods() {
        return new UploadProxy.Tls(client.resolve("tls.crt"), client.resolve("tls.key"), client.resolve("ca.crt"));
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
