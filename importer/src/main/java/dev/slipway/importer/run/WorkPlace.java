package dev.slipway.importer.run;

import dev.slipway.importer.http.Proxies;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.volume.BlockDevice;
import dev.slipway.importer.volume.DiskFile;
import dev.slipway.importer.volume.FileTree;
import dev.slipway.importer.volume.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where an importer finds its things; each place can be moved by an environment variable.
 *
 * @param data the mounted claim ({@code SLIPWAY_DATA}, /data)
 * @param device the claim as a block device ({@code SLIPWAY_DEVICE}, /dev/cdi-block-volume)
 * @param source the mounted claim that is cloned ({@code SLIPWAY_SOURCE}, /source)
 * @param sourceDevice that claim as a block device ({@code SLIPWAY_SOURCE_DEVICE}, /dev/slipway-source)
 * @param run directory that lives as long as the Pod ({@code SLIPWAY_RUN}, /var/run/slipway)
 * @param termination file of the termination message ({@code SLIPWAY_TERMINATION}, /var/run/slipway/termination)
 * @param tls certificate, key and authority for uploads and clones ({@code SLIPWAY_TLS_DIR})
 * @param address address to listen on for uploads and clones ({@code POD_IP}, all)
 * @param loopbackAllowed whether URLs may point to loopback ({@code SLIPWAY_LOOPBACK_SOURCES=allowed})
 * @param proxyVariables those of {@code http_proxy}, {@code https_proxy} and {@code no_proxy} that are set
 * @param proxyAuthorities certificates of authorities that are believed beside the system's ({@code SLIPWAY_PROXY_CA_DIR})
 */
public record WorkPlace(
        Path data,
        Path device,
        Path source,
        Path sourceDevice,
        Path run,
        Path termination,
        Path tls,
        String address,
        boolean loopbackAllowed,
        Map<String, String> proxyVariables,
        Optional<Path> proxyAuthorities) {
    private static final List<String> PROXY_VARIABLES = List.of("http_proxy", "https_proxy", "no_proxy");

    /** Reads the environment. */
    public static WorkPlace of(Map<String, String> environment) {
        Path run = Path.of(environment.getOrDefault("SLIPWAY_RUN", "/var/run/slipway"));
        return new WorkPlace(
                Path.of(environment.getOrDefault("SLIPWAY_DATA", "/data")),
                Path.of(environment.getOrDefault("SLIPWAY_DEVICE", "/dev/cdi-block-volume")),
                Path.of(environment.getOrDefault("SLIPWAY_SOURCE", "/source")),
                Path.of(environment.getOrDefault("SLIPWAY_SOURCE_DEVICE", "/dev/slipway-source")),
                run,
                Path.of(environment.getOrDefault(
                        "SLIPWAY_TERMINATION", run.resolve("termination").toString())),
                Path.of(environment.getOrDefault(
                        "SLIPWAY_TLS_DIR", run.resolve("tls").toString())),
                environment.getOrDefault("POD_IP", ""),
                environment.getOrDefault("SLIPWAY_LOOPBACK_SOURCES", "").equals("allowed"),
                PROXY_VARIABLES.stream()
                        .filter(environment::containsKey)
                        .collect(Collectors.toMap(name -> name, environment::get)),
                Optional.ofNullable(environment.get("SLIPWAY_PROXY_CA_DIR")).map(Path::of));
    }

    /** Returns through which proxy a URL is fetched. */
    Proxies proxies() throws ImportFailure {
        return Proxies.of(proxyVariables);
    }

    /** Returns the file that shows progress. */
    public Path progress() {
        return run.resolve("progress.json");
    }

    /** Returns the disk that is cloned: the block device if there is one, else the disk file in the claim. */
    public Path sourceDisk() {
        return Files.exists(sourceDevice) ? sourceDevice : source.resolve(DiskFile.NAME);
    }

    /** Returns the volume: the block device if there is one, else the disk file in the claim. */
    public Volume volume(ImportRequest request) {
        return Files.exists(device)
                ? new BlockDevice(device, request.size(), run.resolve("import-journal.json"))
                : new DiskFile(data, request.size(), request.preallocation());
    }

    /** Returns what is made of the source's bytes in the volume. */
    public Filling filling(ImportRequest request) throws ImportFailure {
        return switch (request.content()) {
            case DISK -> new Filling.Disk(volume(request));
            case FILES -> {
                if (Files.exists(device)) {
                    throw new ImportFailure(new ImportProblem.RequestInvalid(
                            "contentType",
                            "archive",
                            "a block device takes a disk only, so ask for volumeMode Filesystem"));
                }
                yield new Filling.Files(new FileTree(data, request.size()));
            }
        };
    }
}
