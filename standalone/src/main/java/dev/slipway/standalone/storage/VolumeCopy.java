package dev.slipway.standalone.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Copies of volumes: instant where the file system can share blocks, else only of what is not a hole; on disk before they count. */
final class VolumeCopy {
    private VolumeCopy() {}

    /** Returns the files of a volume. */
    static List<Path> files(Path volume) throws IOException {
        try (Stream<Path> entries = Files.list(volume)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Copies a file that nobody writes, with its owner; the target appears when it is complete. */
    static void file(Path from, Path to) throws IOException, InterruptedException {
        Path partial = to.resolveSibling(to.getFileName() + ".partial");
        Process copy = new ProcessBuilder(
                        "cp",
                        "--reflink=auto",
                        "--sparse=always",
                        "--preserve=mode,ownership,timestamps",
                        "--",
                        from.toString(),
                        partial.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String words = new String(copy.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (copy.waitFor() != 0) {
                throw new IOException("copying " + from + " failed: " + words.strip());
            }
        } finally {
            copy.destroyForcibly();
        }
        settle(partial);
        Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes an empty file of the size, owner and mode of another. */
    static void twin(Path file, Path twin) throws IOException {
        try (FileChannel channel = FileChannel.open(twin, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = Files.size(file);
            if (size > 0) {
                channel.write(java.nio.ByteBuffer.allocate(1), size - 1);
            }
        }
        dress(file, twin);
    }

    /** Makes a directory with owner and mode of another. */
    static void directory(Path like, Path directory) throws IOException {
        Files.createDirectory(directory);
        dress(like, directory);
    }

    /** Waits until a file is on the disk. */
    static void settle(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes a directory and all in it; one that is gone already is fine. */
    static void remove(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void dress(Path like, Path path) throws IOException {
        Map<String, Object> wanted = Files.readAttributes(like, "unix:uid,gid");
        Map<String, Object> have = Files.readAttributes(path, "unix:uid,gid");
        for (Map.Entry<String, Object> attribute : wanted.entrySet()) {
            if (!attribute.getValue().equals(have.get(attribute.getKey()))) {
                Files.setAttribute(path, "unix:" + attribute.getKey(), attribute.getValue());
            }
        }
        Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(like));
    }
}
