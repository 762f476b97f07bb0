package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdOutputStream;
import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.source.DiskState;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A machine or template with its disks as an image of the OCI layout in one tar, which registries and their tools take. What a disk
 * is compressed to is known by its digest before the first byte is given out: each disk is compressed twice and stored nowhere.
 * Media types and annotations are KubeVirt's (v1.9.0, {@code pkg/storage/oci}).
 */
final class OciArchive {
    private static final String KUBEVIRT = "application/vnd.kubevirt.";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    /** The same each time, on one thread: the second run must come to the same bytes. */
    private static final int LEVEL = 3;

    private static final int CHUNK = 1 << 18;
    private static final int RECORD = 512;

    private final List<Blob> blobs;

    private OciArchive(List<Blob> blobs) {
        this.blobs = blobs;
    }

    /**
     * Something in the archive.
     *
     * @param name its name there
     * @param size its bytes there
     * @param content writes them
     */
    private record Blob(String name, long size, Content content) {}

    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    /** Computes what the archive consists of, which takes as long as reading all disks once. */
    static OciArchive of(OciPlan plan, List<ExportedVolume> volumes, Instant now) throws IOException {
        byte[] config = Files.readAllBytes(plan.config());
        List<Blob> disks = new ArrayList<>();
        List<JsonObject> layers = new ArrayList<>();
        for (ExportedVolume volume : volumes) {
            Optional<Path> disk = volume.raw().isPresent() ? volume.disk() : Optional.empty();
            if (disk.isPresent()) {
                Measured measured = Measured.of(out -> compress(disk.get(), out));
                disks.add(blob(measured, out -> compress(disk.get(), out)));
                layers.add(layer(volume.name(), disk.get(), measured));
            }
        }
        Measured ofConfig = Measured.of(config);
        byte[] manifest = new JsonObject()
                .put("schemaVersion", 2)
                .put("mediaType", MANIFEST)
                .put("artifactType", KUBEVIRT + plan.artifact() + ".v1")
                .put("config", descriptor(KUBEVIRT + plan.artifact() + ".config.v1+json", ofConfig))
                .put("layers", layers)
                .toString()
                .getBytes(UTF_8);
        Measured ofManifest = Measured.of(manifest);
        byte[] index = new JsonObject()
                .put("schemaVersion", 2)
                .put("mediaType", INDEX)
                .put("artifactType", KUBEVIRT + plan.artifact() + ".v1")
                .put(
                        "manifests",
                        List.of(descriptor(MANIFEST, ofManifest)
                                .put(
                                        "platform",
                                        new JsonObject()
                                                .put("architecture", plan.architecture())
                                                .put("os", "linux"))))
                .put(
                        "annotations",
                        new JsonObject()
                                .put(
                                        "org.opencontainers.image.created",
                                        now.truncatedTo(ChronoUnit.SECONDS).toString()))
                .toString()
                .getBytes(UTF_8);
        List<Blob> all = new ArrayList<>();
        all.add(plain("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8)));
        all.add(plain("index.json", index));
        all.add(blob(ofManifest, out -> out.write(manifest)));
        all.add(blob(ofConfig, out -> out.write(config)));
        all.addAll(disks);
        return new OciArchive(all);
    }

    private static Blob plain(String name, byte[] bytes) {
        return new Blob(name, bytes.length, out -> out.write(bytes));
    }

    private static Blob blob(Measured measured, Content content) {
        return new Blob("blobs/sha256/" + measured.digest(), measured.size(), content);
    }

    private static JsonObject descriptor(String mediaType, Measured measured) {
        return new JsonObject()
                .put("mediaType", mediaType)
                .put("digest", "sha256:" + measured.digest())
                .put("size", measured.size());
    }

    private static JsonObject layer(String name, Path disk, Measured measured) throws IOException {
        return descriptor(KUBEVIRT + "disk.raw+zstd", measured)
                .put(
                        "annotations",
                        new JsonObject()
                                .put("io.kubevirt.disk.name", name)
                                .put(
                                        "io.kubevirt.disk.size",
                                        quantity(DiskState.of(disk).length()))
                                .put("org.opencontainers.image.title", name + ".raw.zst"));
    }

    /** As Kubernetes writes sizes: in the largest binary unit that comes out even. */
    private static String quantity(long bytes) {
        String[] units = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
        long count = bytes;
        int unit = 0;
        while (count != 0 && count % 1024 == 0 && unit < units.length - 1) {
            count /= 1024;
            unit++;
        }
        return count + units[unit];
    }

    private static void compress(Path disk, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(disk);
                ZstdOutputStream packed = new ZstdOutputStream(new Kept(out), LEVEL)) {
            byte[] buffer = new byte[CHUNK];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                packed.write(buffer, 0, count);
            }
        }
    }

    /** Returns the bytes of the whole archive. */
    long size() {
        long size = 2L * RECORD;
        for (Blob blob : blobs) {
            size += RECORD + Math.ceilDiv(blob.size(), RECORD) * RECORD;
        }
        return size;
    }

    /** Writes the archive, and leaves the stream open. A disk that was written to meanwhile breaks it off. */
    void write(OutputStream out) throws IOException {
        TarArchiveOutputStream archive = new TarArchiveOutputStream(out, UTF_8.name());
        // Without a second head, so that the size of the whole is known.
        archive.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        for (Blob blob : blobs) {
            TarArchiveEntry entry = new TarArchiveEntry(blob.name());
            entry.setSize(blob.size());
            archive.putArchiveEntry(entry);
            blob.content().to(archive);
            archive.closeArchiveEntry();
        }
        archive.finish();
        archive.flush();
    }

    /**
     * How much something is, and its digest.
     *
     * @param digest SHA-256 in hexadecimal digits
     */
    private record Measured(long size, String digest) {
        static Measured of(byte[] bytes) throws IOException {
            return of(out -> out.write(bytes));
        }

        static Measured of(Content content) throws IOException {
            Meter meter = new Meter();
            content.to(meter);
            return new Measured(meter.size, HexFormat.of().formatHex(meter.digest.digest()));
        }
    }

    /** Takes bytes and keeps none. */
    private static final class Meter extends OutputStream {
        private final MessageDigest digest = sha256();
        private long size;

        @Override
        public void write(int octet) {
            digest.update((byte) octet);
            size++;
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            digest.update(bytes, from, count);
            size += count;
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    /** A stream that outlives what is written through it. */
    private static final class Kept extends FilterOutputStream {
        Kept(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() {
            // It goes on.
        }
    }
}
