package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.slipway.importer.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciArchiveTest {
    private static final String CONFIG = "{\"kind\":\"VirtualMachine\"}";

    @TempDir
    private Path directory;

    private byte[] disk = {};

    @BeforeEach
    void fill() throws IOException {
        disk = new byte[1 << 20];
        new Random(4).nextBytes(disk);
        Files.write(Files.createDirectory(directory.resolve("root")).resolve("disk.img"), disk);
        Files.writeString(Files.createDirectory(directory.resolve("dump")).resolve("memory"), "no disk");
        Files.writeString(directory.resolve("oci.json"), CONFIG);
    }

    @Test
    void machine_and_disks_are_found_from_the_index_by_their_digests() throws Exception {
        OciArchive archive = archive();
        byte[] tar = written(archive);
        assertThat(tar).hasSize((int) archive.size());
        Map<String, byte[]> files = files(tar);
        assertThat(files.keySet()).startsWith("oci-layout", "index.json");
        files.forEach((name, content) -> {
            if (name.startsWith("blobs/")) {
                assertThat(name).isEqualTo("blobs/sha256/" + digest(content));
            }
        });
        JsonObject index = JsonObject.parse(text(files, "index.json"));
        assertThat(index.text("artifactType")).contains("application/vnd.kubevirt.virtualmachine.v1");
        JsonObject described = index.objects("manifests").getFirst();
        assertThat(described.object("platform").orElseThrow().text("architecture"))
                .contains("arm64");
        JsonObject manifest = JsonObject.parse(text(files, blob(described)));
        JsonObject config = manifest.object("config").orElseThrow();
        assertThat(config.text("mediaType")).contains("application/vnd.kubevirt.virtualmachine.config.v1+json");
        assertThat(text(files, blob(config))).isEqualTo(CONFIG);
        assertThat(manifest.objects("layers")).hasSize(1);
        JsonObject layer = manifest.objects("layers").getFirst();
        assertThat(layer.object("annotations").orElseThrow())
                .hasToString("{\"io.kubevirt.disk.name\":\"machine-root\",\"io.kubevirt.disk.size\":\"1Mi\","
                        + "\"org.opencontainers.image.title\":\"machine-root.raw.zst\"}");
        byte[] packed = Optional.ofNullable(files.get(blob(layer))).orElseThrow();
        assertThat(layer.number("size")).contains((long) packed.length);
        assertThat(new ZstdInputStream(new ByteArrayInputStream(packed)).readAllBytes())
                .isEqualTo(disk);
    }

    @Test
    void disk_that_was_written_to_meanwhile_breaks_the_archive_off() throws Exception {
        OciArchive archive = archive();
        Files.write(directory.resolve("root/disk.img"), new byte[disk.length]);
        assertThatThrownBy(() -> written(archive)).isInstanceOf(IOException.class);
    }

    private OciArchive archive() throws IOException {
        return OciArchive.of(
                new OciPlan("/export.oci.tar", directory.resolve("oci.json"), "virtualmachine", "arm64"),
                List.of(
                        new ExportedVolume(
                                directory.resolve("root"),
                                "machine-root",
                                Optional.of("/volumes/root/disk.img"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new ExportedVolume(
                                directory.resolve("dump"),
                                "dump",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("/volumes/dump/dir/"),
                                Optional.empty())),
                Instant.parse("2026-12-01T00:00:00Z"));
    }

    private static byte[] written(OciArchive archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.write(out);
        return out.toByteArray();
    }

    private static Map<String, byte[]> files(byte[] tar) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(Optional.ofNullable(files.get(name)).orElseThrow(), UTF_8);
    }

    private static String blob(JsonObject descriptor) {
        return "blobs/" + descriptor.text("digest").orElseThrow().replace(':', '/');
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
