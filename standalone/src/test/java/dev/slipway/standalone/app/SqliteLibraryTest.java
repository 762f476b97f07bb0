package dev.slipway.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {
    @TempDir
    Path directory;

    @AfterEach
    void forget() {
        System.clearProperty("org.sqlite.lib.path");
        System.clearProperty("org.sqlite.lib.name");
    }

    @Test
    void it_is_unpacked_once_and_replaces_that_of_another_version() throws IOException {
        Path older = Files.createDirectories(directory.resolve("lib/sqlite-3.1.0"));
        Files.writeString(older.resolve("libsqlitejdbc.so"), "old");
        try (DataDirectory data = DataDirectory.take(directory).orElseThrow()) {
            SqliteLibrary.from(data);
            Path library =
                    Path.of(System.getProperty("org.sqlite.lib.path"), System.getProperty("org.sqlite.lib.name"));
            assertThat(library).isRegularFile().startsWith(directory);
            assertThat(older).doesNotExist();
            FileTime longAgo = FileTime.fromMillis(0);
            Files.setLastModifiedTime(library, longAgo);
            SqliteLibrary.from(data);
            assertThat(Files.getLastModifiedTime(library)).isEqualTo(longAgo);
            try (Stream<Path> left = Files.list(directory
                    .resolve("lib")
                    .resolve(directory.resolve("lib").relativize(library).subpath(0, 1)))) {
                assertThat(left).containsExactly(library);
            }
        }
    }
}
