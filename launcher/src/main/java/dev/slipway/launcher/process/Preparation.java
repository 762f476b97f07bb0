package dev.slipway.launcher.process;

import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedFile;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedHelper;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/** Makes what must be there before QEMU starts: files, disk images, helper processes. */
public final class Preparation {
    private static final Duration IMAGE_LIMIT = Duration.ofSeconds(60);
    private static final Duration HELPER_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);

    private final RunDirectory directory;
    private final Spawner spawner;
    private final RotatingLog log;

    /** Prepares in {@code directory}; output of processes goes to {@code log}. */
    public Preparation(RunDirectory directory, Spawner spawner, RotatingLog log) {
        this.directory = directory;
        this.spawner = spawner;
        this.log = log;
    }

    /** Writes a file; an old one of the same name is replaced as a whole. */
    public void write(PlannedFile file) throws IOException {
        Path target = directory.file(file.path());
        Files.createDirectories(
                Objects.requireNonNull(target.getParent()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        Files.deleteIfExists(partial);
        try (FileChannel out = FileChannel.open(
                partial,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer content = ByteBuffer.wrap(Base64.getDecoder().decode(file.base64()));
            while (content.hasRemaining()) {
                out.write(content);
            }
        }
        Files.setPosixFilePermissions(partial, file.mode());
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a disk image, unless it is there already. */
    public void make(PlannedImage image) throws IOException {
        Path target = directory.file(image.path());
        if (Files.exists(target)) {
            return;
        }
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        List<String> command = new ArrayList<>();
        image.content()
                .ifPresentOrElse(
                        copied -> command.addAll(List.of(
                                "qemu-img",
                                "convert",
                                "-f",
                                copied.format(),
                                "-O",
                                image.format(),
                                directory.file(copied.path()).toString())),
                        () -> command.addAll(List.of("qemu-img", "create", "-q", "-f", image.format())));
        image.backing()
                .ifPresent(below -> command.addAll(List.of(
                        "-F", below.format(), "-b", directory.file(below.path()).toString())));
        command.add(partial.toString());
        image.size().ifPresent(bytes -> command.add(Long.toString(bytes)));
        BoundProcess process = BoundProcess.start("qemu-img", command, spawner, log);
        OptionalInt exitCode = process.await(IMAGE_LIMIT);
        if (exitCode.isEmpty()) {
            process.kill();
            throw new IOException("qemu-img did not make %s within %d s".formatted(target, IMAGE_LIMIT.toSeconds()));
        }
        if (exitCode.getAsInt() != 0) {
            Files.deleteIfExists(partial);
            throw new IOException("qemu-img could not make %s: %s".formatted(target, process.lastWords()));
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns a started helper whose socket is there; the caller ends it. */
    public BoundProcess start(PlannedHelper helper) throws IOException {
        Path socket = directory.file(helper.socket());
        Files.deleteIfExists(socket);
        BoundProcess process = BoundProcess.start(helper.name(), helper.arguments(), spawner, log);
        long deadline = System.nanoTime() + HELPER_LIMIT.toNanos();
        while (!Files.exists(socket)) {
            if (process.await(POLL).isPresent()) {
                throw new IOException(
                        "%s ended before it offered %s: %s".formatted(helper.name(), socket, process.lastWords()));
            }
            if (System.nanoTime() > deadline) {
                process.close();
                throw new IOException(
                        "%s did not offer %s within %d s".formatted(helper.name(), socket, HELPER_LIMIT.toSeconds()));
            }
        }
        return process;
    }
}
