package dev.slipway.benchmarks.importer;

import dev.slipway.importer.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Imports a qcow2 image of 1.25 GiB and a raw image of 2 GiB over HTTP on loopback, in turn with two ways by hand.
 *
 * <p>Anchors: {@code curl} to scratch space, synced, and {@code qemu-img convert} from there, as CDI does it; and
 * {@code nbdkit curl} with {@code qemu-img convert -t none}, the fastest way known. Every way ends with the disk on storage.
 * Arguments: number of rounds (5), directory on the storage to measure (the temporary directory).
 */
public final class ImportBenchmark {
    private final Path directory;
    private final SendfileServer server;
    private final Map<String, List<Measured>> results = new LinkedHashMap<>();

    private ImportBenchmark(Path directory, SendfileServer server) {
        this.directory = directory;
        this.server = server;
    }

    /** Runs and prints medians and ratios. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Path parent = Path.of(arguments.length > 1 ? arguments[1] : System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "slipway-import-benchmark");
        try (SendfileServer server = SendfileServer.start(directory)) {
            new ImportBenchmark(directory, server).run(rounds);
        } finally {
            delete(directory);
        }
    }

    private void run(int rounds) throws IOException, InterruptedException {
        SampleDisk.write(directory.resolve("disk.raw"));
        shell("qemu-img convert -f raw -O qcow2 disk.raw disk.qcow2");
        for (int round = 0; round < rounds; round++) {
            for (String format : List.of("qcow2", "raw")) {
                scratch(format);
                nbdkit(format);
                importer(format);
            }
        }
        System.out.println("| image | way | median s | MiB/s of file | peak MiB | importer is … × as fast |");
        System.out.println("|---|---|---|---|---|---|");
        results.forEach(this::print);
    }

    private void scratch(String format) throws IOException, InterruptedException {
        String url = server.url("disk." + format);
        measure(
                format,
                "curl to scratch + qemu-img",
                shellCommand("curl -sf -o scratch " + url + " && sync scratch && qemu-img convert -f " + format
                        + " -O raw scratch out && sync out"),
                Map.of());
        remove("scratch", "out");
    }

    private void nbdkit(String format) throws IOException, InterruptedException {
        String url = server.url("disk." + format);
        measure(
                format,
                "nbdkit curl + qemu-img",
                shellCommand("nbdkit -U - curl " + url + " --run 'qemu-img convert -f " + format
                        + " -O raw -t none $uri out' && sync out"),
                Map.of());
        remove("out");
    }

    private void importer(String format) throws IOException, InterruptedException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Path run = Files.createDirectories(directory.resolve("run"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "import");
        measure(
                format,
                "slipway-importer",
                command,
                Map.of(
                        "SLIPWAY_DATA",
                        data.toString(),
                        "SLIPWAY_RUN",
                        run.toString(),
                        "SLIPWAY_LOOPBACK_SOURCES",
                        "allowed",
                        "SLIPWAY_IMPORT",
                        "{\"source\":{\"http\":{\"url\":\"" + server.url("disk." + format) + "\"}},\"size\":"
                                + SampleDisk.SIZE + "}"));
        shell("qemu-img compare -q -f raw -F raw data/disk.img disk.raw");
        remove("data/disk.img", "data/.slipway-import.json");
    }

    private void measure(String format, String way, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Measured measured = Measured.run(command, environment, directory.resolve("log"));
        results.computeIfAbsent(format + " | " + way, key -> new ArrayList<>()).add(measured);
    }

    private void print(String what, List<Measured> runs) {
        String format = what.substring(0, what.indexOf(' '));
        double seconds = median(runs);
        double mib = format.equals("raw") ? 2048 : 1280;
        double ratio = seconds / median(results.getOrDefault(format + " | slipway-importer", runs));
        long peak = runs.stream().mapToLong(Measured::peakKib).max().orElse(0) / 1024;
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.0f | %s | %.2f |%n",
                what,
                seconds,
                mib / seconds,
                what.endsWith("importer") ? String.valueOf(peak) : "–",
                ratio);
    }

    private static double median(List<Measured> runs) {
        List<Double> sorted = runs.stream().map(Measured::seconds).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private void shell(String line) throws IOException, InterruptedException {
        Measured.run(shellCommand(line), Map.of(), directory.resolve("log"));
    }

    private List<String> shellCommand(String line) {
        return List.of("sh", "-ec", "cd '" + directory + "'; " + line);
    }

    private void remove(String... names) throws IOException {
        for (String name : names) {
            Files.deleteIfExists(directory.resolve(name));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
