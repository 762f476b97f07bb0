package dev.slipway.standalone.app;

import dev.slipway.importer.ImporterCommand;
import dev.slipway.launcher.LauncherCommand;
import dev.slipway.standalone.kubelet.LocalImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs that stand for the images of launcher and importer, copied to {@code DATA/images}, because the user ids of
 * Pods may not be able to read the place where Slipway itself lies.
 */
final class LocalImages {
    private static final Logger LOG = LoggerFactory.getLogger(LocalImages.class);
    private static final String LAUNCHER = "slipway.dev/launcher";
    private static final String IMPORTER = "slipway.dev/importer";

    private final Path directory;
    private final Path java;

    private LocalImages(Path directory, Path java) {
        this.directory = directory;
        this.java = java;
    }

    /** Copies what changed. */
    static LocalImages prepare(DataDirectory data) throws IOException {
        LocalImages images =
                new LocalImages(data.resolve("images"), Path.of(System.getProperty("java.home"), "bin", "java"));
        images.copyJars();
        return images;
    }

    static String launcher(String version) {
        return LAUNCHER + ":" + version;
    }

    static String importer(String version) {
        return IMPORTER + ":" + version;
    }

    /** Returns the images as kubelets run them now; caches that are made later are in later answers. */
    List<LocalImage> all() {
        return List.of(
                new LocalImage(
                        LAUNCHER,
                        "/usr/bin/slipway-launcher",
                        LauncherCommand.of(java, launcherJar(), cache()),
                        LauncherCommand.environment()),
                new LocalImage(
                        IMPORTER,
                        "/usr/bin/slipway-importer",
                        ImporterCommand.of(java, importerJars(), importerCache()),
                        // Names of files in archives: without it Java takes ASCII only.
                        Map.of("LANG", "C.UTF-8")));
    }

    /** Makes the launcher's AOT cache if it is not there; takes some seconds and saves 10 MiB a machine. */
    void trainLauncher(Path qemu) {
        if (Files.exists(cache())) {
            return;
        }
        try {
            rehearse(qemu);
        } catch (IOException e) {
            LOG.warn("the launcher's AOT cache was not made: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rehearse(Path qemu) throws IOException, InterruptedException {
        Path fresh = directory.resolve("launcher.aot.new");
        Path log = directory.resolve("launcher-training.log");
        List<String> command = new ArrayList<>(LauncherCommand.rehearsal(java, launcherJar(), fresh, qemu));
        command.add(1, "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0 && Files.exists(fresh)) {
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(fresh, cache(), StandardCopyOption.ATOMIC_MOVE);
            } else {
                LOG.warn("the launcher's AOT cache was not made; launchers need more memory. {} says why", log);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Makes the importer's AOT cache if it is not there; takes some seconds and halves the start of each importer. */
    void trainImporter() {
        new ImporterTraining(java, importerJars(), importerCache(), directory.resolve("training")).run();
    }

    private void copyJars() throws IOException {
        Path source = jarOf(LauncherCommand.class).getParent();
        Path target = Files.createDirectories(directory.resolve("lib"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Stream<Path> jars = Files.list(source)) {
            for (Path jar :
                    jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                copy(jar, target.resolve(jar.getFileName().toString()));
            }
        }
    }

    private void copy(Path jar, Path copy) throws IOException {
        boolean same = Files.exists(copy)
                && Files.size(copy) == Files.size(jar)
                && Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(jar));
        if (!same) {
            Path fresh = copy.resolveSibling(copy.getFileName() + ".new");
            Files.copy(jar, fresh, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE);
            if (copy.equals(launcherJar())) {
                Files.deleteIfExists(cache());
            }
            if (importerJars().contains(copy)) {
                Files.deleteIfExists(importerCache());
            }
        }
    }

    private Path launcherJar() {
        return directory.resolve("lib").resolve(name(LauncherCommand.class));
    }

    private Path cache() {
        return directory.resolve("launcher.aot");
    }

    private List<Path> importerJars() {
        return ImporterCommand.jars().stream()
                .map(jar -> directory.resolve("lib").resolve(jar.getFileName().toString()))
                .toList();
    }

    private Path importerCache() {
        return directory.resolve("importer.aot");
    }

    private static String name(Class<?> type) {
        return jarOf(type).getFileName().toString();
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of " + type + " is no path", e);
        }
    }
}
