package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarArchiveTest {
    @Test
    void all_files_of_a_claim_are_in_it_whatever_leads_to_the_claim(@TempDir Path here) throws IOException {
        Path claim = Files.createDirectories(here.resolve("claim/sub"));
        String longName = "n".repeat(120) + "ä";
        Files.writeString(claim.resolve(longName), "content");
        Files.createSymbolicLink(claim.resolve("link"), Path.of("/etc/passwd"));
        Path place = Files.createSymbolicLink(here.resolve("mounted"), here.resolve("claim"));

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarArchive.write(place, out);

        List<String> found = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                found.add(entry.getName() + (entry.isSymbolicLink() ? " -> " + entry.getLinkName() : "") + "="
                        + new String(tar.readAllBytes(), UTF_8));
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrder("./sub/=", "./sub/" + longName + "=content", "./sub/link -> /etc/passwd=");
    }

    @Test
    void a_disk_that_is_a_link_out_of_its_claim_is_none(@TempDir Path here) throws IOException {
        Path claim = Files.createDirectory(here.resolve("claim"));
        Files.createSymbolicLink(claim.resolve("disk.img"), Path.of("/etc/passwd"));
        ExportedVolume volume =
                new ExportedVolume(claim, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(volume.disk()).isEmpty();
    }
}
