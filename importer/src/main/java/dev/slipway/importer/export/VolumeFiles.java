package dev.slipway.importer.export;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a claim. Who filled the claim may have put links into it: nothing outside of it is ever given out. */
final class VolumeFiles {
    /** What a file system keeps for itself. */
    private static final String LOST = "lost+found";

    private VolumeFiles() {}

    /** Returns all below a directory, directories before what is in them; links are not followed. */
    static List<Path> below(Path root) throws IOException {
        Path lost = root.resolve(LOST);
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.equals(lost)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!directory.equals(root)) {
                    found.add(directory);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!file.equals(lost)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
                // Of ext4 only root may enter it, which an exporter is not.
                if (file.equals(lost)) {
                    return FileVisitResult.CONTINUE;
                }
                throw cause;
            }
        });
        return found.stream().sorted().toList();
    }

    /** Returns what is in a directory. */
    static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> !file.getFileName().toString().equals(LOST))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the file of this name, unless there is none in the claim. */
    static Optional<Path> find(Path root, String name) throws IOException {
        Path asked = root.resolve(name).normalize();
        if (!asked.startsWith(root) || !Files.exists(asked)) {
            return Optional.empty();
        }
        Path real = asked.toRealPath();
        return real.startsWith(root.toRealPath()) ? Optional.of(real) : Optional.empty();
    }
}
