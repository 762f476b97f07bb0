package dev.slipway.importer.export;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an exporter serves; the environment of its Pod says it, in KubeVirt's words (docs/contracts.md §5).
 *
 * @param address where it listens
 * @param certificates directory of {@code tls.crt}, {@code tls.key} and {@code ca.crt}
 * @param token file with the token that requests must have
 * @param name name of the export
 * @param end when it ends by itself
 * @param volumes the claims
 * @param backup the backup that is pulled; empty if the source is none
 * @param archive what the archive of the OCI layout is to say; empty if there is to be none
 * @param manifests directory of what the operator wrote; empty if the source is no machine
 */
record ExportPlan(
        InetSocketAddress address,
        Path certificates,
        Path token,
        String name,
        Optional<Instant> end,
        List<ExportedVolume> volumes,
        Optional<BackupPlan> backup,
        Optional<OciPlan> archive,
        Optional<Path> manifests) {
    /** Port that clients and the export proxy connect to. */
    static final int PORT = 8443;

    static ExportPlan of(Map<String, String> environment) {
        String ip = environment.getOrDefault("POD_IP", "");
        return new ExportPlan(
                ip.isEmpty() ? new InetSocketAddress(PORT) : new InetSocketAddress(ip, PORT),
                Path.of(environment.getOrDefault("CERT_FILE", "/cert/tls.crt")).resolveSibling(""),
                Path.of(environment.getOrDefault("TOKEN_FILE", "/token/token")),
                environment.getOrDefault("EXPORT_NAME", "export"),
                Optional.ofNullable(environment.get("DEADLINE")).map(Instant::parse),
                ExportedVolume.of(environment),
                BackupPlan.of(environment),
                OciPlan.of(environment),
                Optional.ofNullable(environment.get("EXPORT_MANIFESTS")).map(Path::of));
    }
}
