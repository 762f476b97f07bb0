package dev.slipway.importer.run;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.tar.TarEntries;
import dev.slipway.importer.tar.TarEntry;
import dev.slipway.importer.volume.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A process that unpacks an archive into a directory, so that it can be run with fewer rights. */
final class UnpackedFiles {
    private static final long SIZE = 8 << 20;

    private UnpackedFiles() {}

    public static void main(String[] arguments) throws IOException {
        FileTree tree = new FileTree(Path.of(arguments[1]), new Bytes(SIZE));
        try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
            TarEntries entries = new TarEntries(in);
            for (Optional<TarEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                tree.add(entry.get(), entries);
            }
        }
        tree.finish();
    }
}
