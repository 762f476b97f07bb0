package dev.slipway.importer.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Disk images for tests, made by qemu-img. */
public final class Images {
    private Images() {}

    /** Writes a raw disk of {@code size} bytes: stripes of random bytes, text and holes. */
    public static Path raw(Path path, long size, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] noise = new byte[200_000];
        byte[] text = "all work and no play makes a disk image that can be compressed\n"
                .repeat(2500)
                .getBytes(UTF_8);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
            for (long at = 0; at < size; at += 700_000 + random.nextInt(300_000)) {
                random.nextBytes(noise);
                write(file, at, noise, size);
                write(file, at + noise.length + random.nextInt(100_000), text, size);
            }
        }
        return path;
    }

    private static void write(RandomAccessFile file, long at, byte[] bytes, long size) throws IOException {
        if (at < size) {
            file.seek(at);
            file.write(bytes, 0, (int) Math.min(bytes.length, size - at));
        }
    }

    /** Converts with qemu-img: {@code options} are put before the file names. */
    public static Path convert(Path from, Path to, String format, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw", "-O", format));
        command.addAll(List.of(options));
        command.add(from.toString());
        command.add(to.toString());
        run(command);
        return to;
    }

    /** Runs a command to its end and fails with its output if it fails. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " took more than a minute");
        }
        if (process.exitValue() != 0) {
            throw new IOException(command + " failed: " + output);
        }
        return output;
    }
}
