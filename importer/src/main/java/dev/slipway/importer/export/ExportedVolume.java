package dev.slipway.importer.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A claim that is exported, and the paths under which it is. KubeVirt v1.9.0, {@code pkg/storage/export/export/paths.go}.
 *
 * @param place where it is mounted, or its device
 * @param name its name for whoever reads the archive
 * @param raw path of the disk, byte by byte
 * @param gzip path of the disk, compressed
 * @param directory path of the list of its files, with a slash at the end
 * @param archive path of all its files in one
 */
record ExportedVolume(
        Path place,
        String name,
        Optional<String> raw,
        Optional<String> gzip,
        Optional<String> directory,
        Optional<String> archive) {
    /** Name of the disk in a mounted claim. */
    static final String DISK = "disk.img";

    /** Reads {@code VOLUME<n>_EXPORT_…} for n from 0. */
    static List<ExportedVolume> of(Map<String, String> environment) {
        List<ExportedVolume> volumes = new ArrayList<>();
        for (int n = 0; environment.containsKey("VOLUME" + n + "_EXPORT_PATH"); n++) {
            String prefix = "VOLUME" + n + "_EXPORT_";
            volumes.add(new ExportedVolume(
                    Path.of(environment.getOrDefault(prefix + "PATH", "")),
                    environment.getOrDefault(prefix + "NAME", "disk-" + n),
                    Optional.ofNullable(environment.get(prefix + "RAW_URI")),
                    Optional.ofNullable(environment.get(prefix + "RAW_GZIP_URI")),
                    Optional.ofNullable(environment.get(prefix + "DIR_URI")),
                    Optional.ofNullable(environment.get(prefix + "ARCHIVE_URI"))));
        }
        return volumes;
    }

    /** Returns the disk: the file in a mounted claim, unless it has none of its own, or the device. */
    Optional<Path> disk() throws IOException {
        return Files.isDirectory(place) ? VolumeFiles.find(place, DISK) : Optional.of(place);
    }
}
