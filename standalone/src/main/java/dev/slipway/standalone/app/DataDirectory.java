package dev.slipway.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The one directory that holds all of standalone, locked while a process uses it. */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the directory if needed and takes it.
     *
     * @return empty if another process has it
     */
    static Optional<DataDirectory> take(Path path) throws IOException {
        Files.createDirectories(path);
        // Launchers run as another user and must reach their own directories below, but list nothing.
        mode(path, "rwx--x--x");
        FileChannel channel = FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        DataDirectory directory = new DataDirectory(path, channel);
        mode(directory.made("kubelet"), "rwx--x--x");
        mode(directory.made("volumes"), "rwx--x--x");
        mode(directory.made("images"), "rwxr-xr-x");
        for (String secret : new String[] {"tls", "kubeconfig", "logs"}) {
            mode(directory.made(secret), "rwx------");
        }
        mode(directory.emptied("tmp"), "rwx------"); // a process that was killed had no time to
        return Optional.of(directory);
    }

    /** Makes a directory in it if needed, and removes what is in that. */
    Path emptied(String name) throws IOException {
        Path directory = made(name);
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(directory))
                    .toList()) {
                Files.delete(path);
            }
        }
        return directory;
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Writes a file that only this user may read; it appears whole or not at all. */
    void writeSecret(String name, String text) throws IOException {
        writeSecret(name, text.getBytes(UTF_8));
    }

    /** As {@link #writeSecret(String, String)}, for what is no text. */
    void writeSecret(String name, byte[] content) throws IOException {
        Path target = path.resolve(name);
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, content);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path made(String name) throws IOException {
        return Files.createDirectories(path.resolve(name));
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
