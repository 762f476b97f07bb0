package dev.slipway.standalone.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * SQLite's native library, unpacked into the data directory once for each version. Left alone, the driver unpacks and
 * compares it at each start, which takes longer than opening the data file.
 */
final class SqliteLibrary {
    private static final String FILE = "libsqlitejdbc.so";

    private SqliteLibrary() {}

    /** Makes the driver load the library from {@code lib/} of the data directory; to be called before its first use. */
    static void from(DataDirectory data) throws IOException {
        Path directory = data.resolve("lib/sqlite-" + SQLiteJDBCLoader.getVersion());
        if (!Files.exists(directory.resolve(FILE))) {
            String resource = "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + FILE;
            try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
                if (library == null) {
                    return; // the driver says best what this machine lacks
                }
                data.emptied("lib"); // that of another version is of no use
                Files.createDirectories(directory);
                Path fresh = directory.resolve(FILE + ".new");
                Files.copy(library, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        System.setProperty("org.sqlite.lib.path", directory.toString());
        System.setProperty("org.sqlite.lib.name", FILE);
    }
}
