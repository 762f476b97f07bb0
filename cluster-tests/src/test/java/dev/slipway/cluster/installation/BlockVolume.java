package dev.slipway.cluster.installation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A PersistentVolume of volumeMode Block, 16 MiB: a loop device of {@code node1}, which the claim {@code block} of a namespace
 * holds.
 *
 * @param kubectl who makes it
 * @param namespace of the claim
 * @param file what is on the device
 * @param device its path
 */
record BlockVolume(Kubectl kubectl, String namespace, Path file, String device) implements AutoCloseable {
    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final int SIZE = 16 << 20;

    /** Makes device, volume and claim; the file is in a directory of the test. */
    static BlockVolume in(Path directory, Kubectl kubectl, String namespace) throws IOException {
        Path file = Files.write(directory.resolve("block"), new byte[SIZE]);
        BlockVolume volume =
                new BlockVolume(kubectl, namespace, file, program("losetup", "--find", "--show", file.toString()));
        try {
            kubectl.apply(volume.yaml());
            return volume;
        } catch (RuntimeException e) {
            volume.close();
            throw e;
        }
    }

    /** Returns what a guest wrote at its beginning. */
    String begin(int length) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return new String(content.readNBytes(length), US_ASCII);
        }
    }

    /** Takes the device away, at the latest when whoever has it open closes it. */
    void detach() {
        program("losetup", "--detach", device);
    }

    /** Returns whether the device is there. */
    boolean isAttached() {
        return !program("losetup", "--associated", file.toString()).isEmpty();
    }

    private static String program(String... command) {
        return Kubectl.Program.run(List.of(command), "", QUICK).strip();
    }

    private String name() {
        return namespace + "-block";
    }

    private String yaml() {
        return """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %2$s}
            spec:
              capacity: {storage: 16Mi}
              accessModes: [ReadWriteOnce]
              volumeMode: Block
              storageClassName: ""
              local: {path: %3$s}
              nodeAffinity:
                required:
                  nodeSelectorTerms:
                  - matchExpressions:
                    - {key: kubernetes.io/hostname, operator: In, values: [node1]}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: block, namespace: %1$s}
            spec:
              accessModes: [ReadWriteOnce]
              volumeMode: Block
              storageClassName: ""
              volumeName: %2$s
              resources: {requests: {storage: 16Mi}}
            """.formatted(namespace, name(), device);
    }

    /** Takes device and volume away; the claim goes with its namespace. */
    @Override
    public void close() {
        try {
            if (isAttached()) {
                detach();
            }
        } finally {
            kubectl.run("delete", "pv", name(), "--ignore-not-found", "--wait=false");
        }
    }
}
