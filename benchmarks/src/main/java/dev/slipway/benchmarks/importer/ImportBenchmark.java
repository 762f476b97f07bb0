package dev.slipway.benchmarks.importer;

import dev.slipway.importer.ImporterCommand;
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
    private static final String SCRATCH = " | curl to scratch + qemu-img";
    private static final String NBDKIT = " | nbdkit curl + qemu-img";
    private static final String IMPORTER = " | slipway-importer";
    private static final double LEAST_OF_SCRATCH = 3;
    private static final double LEAST_OF_NBDKIT = 0.9;
    private static final long MOST_MIB = 300;
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

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
        rehearse();
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
        List.of("qcow2", "raw").forEach(this::judge);
    }

    /** Says of each promise whether it holds here. */
    private void judge(String format) {
        List<Measured> importer = results.getOrDefault(format + IMPORTER, List.of());
        double scratch = median(results.getOrDefault(format + SCRATCH, importer)) / median(importer);
        double nbdkit = median(results.getOrDefault(format + NBDKIT, importer)) / median(importer);
        judge(format, scratch, LEAST_OF_SCRATCH, SCRATCH);
        judge(format, nbdkit, LEAST_OF_NBDKIT, NBDKIT);
        long peak = importer.stream().mapToLong(Measured::peakKib).max().orElse(0) / 1024;
        System.out.printf(
                Locale.ROOT,
                "%s: peak memory %d MiB, at most %d promised: %s%n",
                format,
                peak,
                MOST_MIB,
                peak <= MOST_MIB ? "kept" : "BROKEN");
    }

    private static void judge(String format, double ratio, double least, String anchor) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f × as fast as%s, at least %.1f promised: %s%n",
                format,
                ratio,
                anchor.substring(2),
                least,
                ratio >= least ? "kept" : "BROKEN");
    }

    private void scratch(String format) throws IOException, InterruptedException {
        String url = server.url("disk." + format);
        measure(
                format,
                SCRATCH,
                shellCommand("curl -sf -o scratch " + url + " && sync scratch && qemu-img convert -f " + format
                        + " -O raw scratch out && sync out"),
                Map.of());
        remove("scratch", "out");
    }

    private void nbdkit(String format) throws IOException, InterruptedException {
        String url = server.url("disk." + format);
        measure(
                format,
                NBDKIT,
                shellCommand("nbdkit -U - curl " + url + " --run 'qemu-img convert -f " + format
                        + " -O raw -t none $uri out' && sync out"),
                Map.of());
        remove("out");
    }

    private void importer(String format) throws IOException, InterruptedException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Path run = Files.createDirectories(directory.resolve("run"));
        List<String> command = new ArrayList<>(ImporterCommand.of(JAVA, ImporterCommand.jars(), cache()));
        command.add("import");
        measure(format, IMPORTER, command, request(data, run, "disk." + format, SampleDisk.SIZE));
        shell("qemu-img compare -q -f raw -F raw data/disk.img disk.raw");
        remove("data/disk.img", "data/.slipway-import.json");
    }

    private Map<String, String> request(Path data, Path run, String file, long size) throws IOException {
        return Map.of(
                "SLIPWAY_DATA",
                data.toString(),
                "SLIPWAY_RUN",
                run.toString(),
                "SLIPWAY_LOOPBACK_SOURCES",
                "allowed",
                "SLIPWAY_IMPORT",
                "{\"source\":{\"http\":{\"url\":\"" + server.url(file) + "\"}},\"size\":" + size + "}");
    }

    /** Makes the AOT cache, as standalone and the importer's image do: by a small import. */
    private void rehearse() throws IOException, InterruptedException {
        shell("qemu-img create -q -f qcow2 small.qcow2 8M && mkdir rehearsal");
        List<String> command = new ArrayList<>(ImporterCommand.rehearsal(JAVA, ImporterCommand.jars(), cache()));
        command.add("import");
        Path place = directory.resolve("rehearsal");
        Measured.run(command, request(place, place, "small.qcow2", 8 << 20), directory.resolve("log"));
        System.out.println(
                Files.exists(cache())
                        ? "The importer runs with an AOT cache."
                        : "The importer runs without AOT cache: its classes lie in directories; package the modules first.");
    }

    private Path cache() {
        return directory.resolve("importer.aot");
    }

    private void measure(String format, String way, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Measured measured = Measured.run(command, environment, directory.resolve("log"));
        results.computeIfAbsent(format + way, key -> new ArrayList<>()).add(measured);
    }

    private void print(String what, List<Measured> runs) {
        String format = what.substring(0, what.indexOf(' '));
        double seconds = median(runs);
        double mib = format.equals("raw") ? 2048 : 1280;
        double ratio = seconds / median(results.getOrDefault(format + IMPORTER, runs));
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
