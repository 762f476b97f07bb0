package dev.slipway.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CustomResourceFilesTest {
    private static final Path COMMITTED = Path.of("../deploy/crds");

    @Test
    void committed_files_are_those_that_the_records_give() throws IOException {
        SortedMap<String, String> committed = new TreeMap<>();
        try (Stream<Path> files = Files.list(COMMITTED)) {
            files.forEach(file -> committed.put(file.getFileName().toString(), read(file)));
        }
        assertThat(committed)
                .as("run CustomResourceFiles with deploy/crds after changing a record")
                .isEqualTo(CustomResourceFiles.contents());
    }

    @Test
    void every_definition_is_installed_on_a_cluster() {
        assertThat(read(COMMITTED.resolveSibling("kustomization.yaml")).lines())
                .contains(CustomResourceFiles.contents().keySet().stream()
                        .map(file -> "- crds/" + file)
                        .toArray(String[]::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
