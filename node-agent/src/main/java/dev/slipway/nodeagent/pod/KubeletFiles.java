package dev.slipway.nodeagent.pod;

import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files of a Pod's volumes that the kubelet has filled from the API and keeps up to date. What a guest gets of Secrets is read
 * here: the node-agent may not ask the API for Secrets of users.
 */
public final class KubeletFiles {
    private static final long LARGEST_FILE = 4 << 20;

    private KubeletFiles() {}

    /** Returns the content of a Secret, by key; empty if the Pod has no volume of it, or the kubelet has not filled that yet. */
    public static Optional<Map<String, byte[]>> secret(PodFiles files, String secret) throws IOException {
        Optional<Path> directory = Stream.ofNullable(files.pod().getSpec().getVolumes())
                .flatMap(volumes -> volumes.stream())
                .filter(volume -> volume.getSecret() != null
                        && secret.equals(volume.getSecret().getSecretName()))
                .map(Volume::getName)
                .findFirst()
                .flatMap(files::onNode);
        return directory.isEmpty() ? Optional.empty() : Optional.of(read(directory.get()));
    }

    /** Returns what is at the top of such a volume, not the kubelet's own ..data. */
    public static Map<String, byte[]> read(Path directory) throws IOException {
        var contents = new TreeMap<String, byte[]>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path file : entries.toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith("..") && Files.isRegularFile(file)) {
                    if (Files.size(file) > LARGEST_FILE) {
                        throw new IOException("%s is larger than the %d bytes that a guest may get in a file"
                                .formatted(file, LARGEST_FILE));
                    }
                    contents.put(name, Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }
}
