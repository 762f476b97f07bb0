package dev.slipway.importer.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.importer.problem.ImportFailure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EntryPathTest {
    private static TarEntry entry(TarEntry.Kind kind, String name, String target) {
        return new TarEntry(name, kind, 0, target, 0644, Instant.EPOCH);
    }

    @Test
    void path_is_read_without_what_says_nothing() throws Exception {
        assertThat(EntryPath.of(entry(TarEntry.Kind.FILE, "./a//b/./c", "")).names())
                .isEqualTo(List.of("a", "b", "c"));
        assertThat(EntryPath.of(entry(TarEntry.Kind.DIRECTORY, "./", "")).names())
                .isEmpty();
        assertThat(EntryPath.of(entry(TarEntry.Kind.FILE, "..a/...", "")).names())
                .isEqualTo(List.of("..a", "..."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../a", "a/../../b", "a/..", "a\0b"})
    void path_that_leads_elsewhere_is_refused(String name) {
        assertThatThrownBy(() -> EntryPath.of(entry(TarEntry.Kind.FILE, name, "")))
                .isInstanceOf(ImportFailure.class)
                .hasMessageContaining("nothing of it was kept");
        assertThatThrownBy(() -> EntryPath.ofHardLink(entry(TarEntry.Kind.HARD_LINK, "a", name)))
                .isInstanceOf(ImportFailure.class);
    }

    @Test
    void names_that_no_file_system_takes_are_refused() {
        assertThatThrownBy(() -> EntryPath.of(entry(TarEntry.Kind.FILE, "ü".repeat(128), "")))
                .hasMessageContaining("longer than 255 bytes");
        assertThatThrownBy(() -> EntryPath.of(entry(TarEntry.Kind.FILE, "a/".repeat(2001), "")))
                .hasMessageContaining("no file system takes");
    }

    @ParameterizedTest
    @CsvSource({"a/b/link, ../c", "a/b/link, ../../c", "link, a/b", "a/link, ./../b/c", "link, ."})
    void link_to_what_is_inside_is_taken(String name, String target) throws Exception {
        TarEntry link = entry(TarEntry.Kind.SYMBOLIC_LINK, name, target);
        EntryPath path = EntryPath.of(link);
        assertThatCode(() -> path.checkSymbolicLink(link)).doesNotThrowAnyException();
    }

    /** The last one: c may be a link to the top, and then the target is beside the volume. */
    @ParameterizedTest
    @CsvSource({"link, ..", "a/link, ../..", "a/link, ../../a/b", "link, /etc", "link, ''", "a/b/link, c/../d"})
    void link_that_may_lead_outside_is_refused(String name, String target) throws Exception {
        TarEntry link = entry(TarEntry.Kind.SYMBOLIC_LINK, name, target);
        EntryPath path = EntryPath.of(link);
        assertThatThrownBy(() -> path.checkSymbolicLink(link)).isInstanceOf(ImportFailure.class);
    }
}
