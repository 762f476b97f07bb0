package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.run.Images;
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
    void permissions_are_kept_but_those_to_become_somebody_else(@TempDir Path claim) throws IOException {
        for (String mode : List.of("0750", "0600", "4755")) {
            Files.setAttribute(Files.writeString(claim.resolve(mode), ""), "unix:mode", Integer.parseInt(mode, 8));
        }
        Files.setAttribute(Files.createDirectory(claim.resolve("0700")), "unix:mode", 0700);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarArchive.write(claim, out);
        List<String> found = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                found.add(entry.getName() + "=" + Integer.toOctalString(entry.getMode()));
            }
        }
        assertThat(found).containsExactly("./0600=100600", "./0700/=40700", "./0750=100750", "./4755=100755");
    }

    /** Root enters what it wants by two capabilities, which exporters do not have. */
    @Test
    void lost_and_found_is_not_entered(@TempDir Path claim) throws Exception {
        Files.createDirectories(claim.resolve("lost+found/deep"));
        Files.writeString(claim.resolve("file"), "");
        Files.writeString(claim.resolve("lost+found/#1"), "");
        assertThat(VolumeFiles.below(claim)).containsExactly(claim.resolve("file"));
        Files.setAttribute(claim.resolve("lost+found"), "unix:mode", 0);
        String list = Images.run(List.of(
                "setpriv",
                "--bounding-set=-dac_override,-dac_read_search",
                "--inh-caps=-dac_override,-dac_read_search",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ListedFiles.class.getName(),
                claim.toString()));
        assertThat(list.strip()).isEqualTo("[" + claim.resolve("file") + "]");
    }

    /** A process that lists a claim, so that it can be run with fewer rights. */
    static final class ListedFiles {
        private ListedFiles() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(VolumeFiles.below(Path.of(arguments[0])));
        }
    }

    @Test
    void a_disk_that_is_a_link_out_of_its_claim_is_none(@TempDir Path here) throws IOException {
        Path claim = Files.createDirectory(here.resolve("claim"));
        Files.createSymbolicLink(claim.resolve("disk.img"), Path.of("/etc/passwd"));
        ExportedVolume volume = new ExportedVolume(
                claim, "root", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(volume.disk()).isEmpty();
    }
}
