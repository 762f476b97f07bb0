package dev.slipway.benchmarks.importer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Random;

/** A raw disk of 2 GiB with 1.25 GiB of data: per 8 MiB three of noise, two of text, three of nothing. */
final class SampleDisk {
    static final long SIZE = 2L << 30;
    private static final int MIB = 1 << 20;

    private SampleDisk() {}

    static Path write(Path path) throws IOException {
        Random random = new Random(1);
        byte[] noise = new byte[3 * MIB];
        byte[] text = "The quick brown fox jumps over the lazy dog, again and again.\n"
                .repeat(40_000)
                .substring(0, 2 * MIB)
                .getBytes(US_ASCII);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SIZE);
            for (long at = 0; at < SIZE; at += 8 * MIB) {
                random.nextBytes(noise);
                file.seek(at);
                file.write(noise);
                file.write(text);
            }
        }
        return path;
    }
}
