package dev.slipway.importer.export;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What an archive of the OCI layout is to say; the environment of the Pod says it.
 *
 * @param path path under which it is given out
 * @param config file with the object whose disks it holds
 * @param artifact the word for that object in media types
 * @param architecture architecture of the guest
 */
record OciPlan(String path, Path config, String artifact, String architecture) {
    static Optional<OciPlan> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("EXPORT_OCI_URI"))
                .map(path -> new OciPlan(
                        path,
                        Path.of(environment.getOrDefault("EXPORT_MANIFESTS", "/manifest_data"))
                                .resolve(environment.getOrDefault("EXPORT_OCI_CONFIG", "oci.json")),
                        environment.getOrDefault("EXPORT_OCI_ARTIFACT", "virtualmachine"),
                        environment.getOrDefault("EXPORT_OCI_ARCHITECTURE", "amd64")));
    }
}
