package dev.slipway.importer.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.format.ImageFormat;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.run.Images;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images with bytes changed, above all in headers and tables: each is unpacked within the disk or refused, never worse. */
class ImageFuzzTest {
    private static final int SIZE = 1 << 20;
    private static final int ROUNDS = 400;

    @TempDir
    static Path shared;

    private static Path raw;

    @BeforeAll
    static void makeImage() throws Exception {
        raw = Images.raw(shared.resolve("disk.raw"), SIZE, 9);
    }

    /** A disk in memory that refuses to be written beyond its end. */
    private static final class MemoryDisk implements DiskSink {
        private final byte[] bytes = new byte[SIZE];
        private final ByteBuffer expanded = ByteBuffer.allocateDirect(2 << 20);

        @Override
        public void write(List<Segment> holders, ByteBuffer from, long diskOffset) {
            from.get(bytes, Math.toIntExact(diskOffset), from.remaining());
        }

        @Override
        public void expand(List<Segment> holders, PackedUnit unit) throws ImportFailure {
            ByteBuffer into = expanded.clear().limit(unit.unitBytes());
            UnitCodec.expand(unit, into);
            into.get(0, bytes, Math.toIntExact(unit.diskOffset()), unit.length());
        }
    }

    private static byte[] unpack(byte[] image, boolean random, boolean lengthKnown) throws Exception {
        MemoryDisk disk = new MemoryDisk();
        int first = Math.min(image.length, random ? 4096 : SegmentPool.SEGMENT_BYTES);
        ImageInput input = new ImageInput(
                ByteBuffer.wrap(image, 0, first).slice(),
                lengthKnown ? OptionalLong.of(image.length) : OptionalLong.empty(),
                random
                        ? Optional.of((offset, into) -> into.put(image, Math.toIntExact(offset), into.remaining()))
                        : Optional.empty(),
                new Bytes(SIZE));
        ImageReader reader = ImageFormat.open(input, disk);
        SegmentPool pool = new SegmentPool(4, segment -> {});
        // segments of less than a usual one's length, so that clusters lie across their borders
        int step = 2 << 20;
        for (int at = 0; at < image.length; at += step) {
            ByteBuffer buffer = pool.take();
            Segment segment = pool.fill(buffer.put(image, at, Math.min(step, image.length - at)), at);
            reader.accept(segment);
            segment.release();
        }
        reader.finish(image.length);
        return disk.bytes;
    }

    private static byte[] image(String options) throws Exception {
        String[] parts = options.split(" ");
        Path image = shared.resolve("image");
        Files.deleteIfExists(image);
        Images.convert(raw, image, parts[0], java.util.Arrays.copyOfRange(parts, 1, parts.length));
        return Files.readAllBytes(image);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qcow2 -o cluster_size=4k",
                "qcow2 -c",
                "qcow2 -c -o compression_type=zstd",
                "qcow2 -o extended_l2=on",
                "vmdk -o subformat=monolithicSparse",
                "vmdk -o subformat=streamOptimized"
            })
    void spoiled_images_are_refused_or_unpacked_within_the_disk(String options) throws Exception {
        byte[] sound = image(options);
        assertThat(unpack(sound, false, true)).isEqualTo(Files.readAllBytes(raw));
        Random random = new Random(options.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] spoiled = sound.clone();
            spoil(spoiled, random);
            if (random.nextInt(8) == 0) {
                spoiled = java.util.Arrays.copyOf(spoiled, random.nextInt(spoiled.length));
            }
            try {
                boolean anywhere = random.nextBoolean();
                unpack(spoiled, anywhere, anywhere || random.nextBoolean());
            } catch (ImportFailure e) {
                assertThat(e.problem().sentence()).endsWith(".").doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    private static void spoil(byte[] image, Random random) {
        for (int i = 0; i <= random.nextInt(4); i++) {
            int range = switch (random.nextInt(3)) {
                case 0 -> 120;
                case 1 -> 4096;
                default -> image.length;
            };
            int at = random.nextInt(Math.min(range, image.length));
            image[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0 : 0xff);
        }
    }

    @Test
    void noise_is_a_raw_disk_or_refused() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            byte[] noise = new byte[random.nextInt(70_000)];
            random.nextBytes(noise);
            byte[][] magics = {{'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 3}, {'K', 'D', 'M', 'V', 1, 0, 0, 0}, {}};
            byte[] magic = magics[random.nextInt(magics.length)];
            System.arraycopy(magic, 0, noise, 0, Math.min(magic.length, noise.length));
            try {
                unpack(noise, random.nextBoolean(), true);
            } catch (ImportFailure e) {
                assertThat(e.problem().code()).isNotEqualTo("INTERNAL");
            }
        }
    }
}
