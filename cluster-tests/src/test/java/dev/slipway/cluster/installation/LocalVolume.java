package dev.slipway.cluster.installation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A PersistentVolume in a directory, the only one of a storage class of its name.
 *
 * @param kubectl who makes it
 * @param name of class and volume
 * @param path the directory
 */
record LocalVolume(Kubectl kubectl, String name, Path path) implements AutoCloseable {
    /** Makes one of {@code node1} below a directory, which others may pass through then: machines run as a user of their own. */
    static LocalVolume in(Path directory, Kubectl kubectl, String name) throws IOException {
        Path volume = open(Files.createDirectory(open(directory).resolve("volume-" + name)));
        kubectl.apply("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: %1$s}
            provisioner: kubernetes.io/no-provisioner
            volumeBindingMode: WaitForFirstConsumer
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %1$s}
            spec:
              capacity: {storage: 512Mi}
              accessModes: [ReadWriteOnce]
              storageClassName: %1$s
              local: {path: %2$s}
              nodeAffinity:
                required:
                  nodeSelectorTerms:
                  - matchExpressions:
                    - {key: kubernetes.io/hostname, operator: In, values: [node1]}
            """.formatted(name, volume));
        return new LocalVolume(kubectl, name, volume);
    }

    /** Makes one in a directory that all nodes share, for readers and writers on all of them. */
    static LocalVolume shared(Path directory, Kubectl kubectl, String name) throws IOException {
        Path volume = open(Files.createDirectory(open(directory).resolve("volume-" + name)));
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        kubectl.apply("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: %1$s}
            provisioner: kubernetes.io/no-provisioner
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %1$s}
            spec:
              capacity: {storage: 512Mi}
              accessModes: [ReadWriteMany]
              storageClassName: %1$s
              hostPath: {path: %2$s, type: Directory}
            """.formatted(name, volume));
        return new LocalVolume(kubectl, name, volume);
    }

    private static Path open(Path directory) throws IOException {
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public void close() {
        kubectl.run("delete", "pv,storageclass", name, "--ignore-not-found", "--wait=false");
    }
}
