package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A QEMU that a test has started from a launch plan, as a launcher would; its processors wait for {@code cont}. */
final class PlannedQemu implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Path run;
    private final List<Process> helpers;
    private final Process process;
    private final SocketChannel channel;
    private final BufferedReader in;
    private final OutputStream out;

    private PlannedQemu(Path run, List<Process> helpers, Process process, SocketChannel channel) {
        this.run = run;
        this.helpers = helpers;
        this.process = process;
        this.channel = channel;
        this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        this.out = Channels.newOutputStream(channel);
    }

    static PlannedQemu start(LaunchPlan plan, LauncherPaths paths, Path run) throws IOException, InterruptedException {
        for (LauncherVolume volume : paths.volumes().values()) {
            make(volume);
        }
        if (paths.grants().state().isPresent()) {
            Files.createDirectories(Path.of(paths.grants().state().get()));
        }
        if (paths.grants().kernel().isPresent()) {
            kernel(paths.grants().kernel().get());
        }
        for (LaunchPlan.File file : plan.files()) {
            Files.write(run.resolve(file.path()), Base64.getDecoder().decode(file.base64()));
        }
        for (LaunchPlan.Image image : plan.images()) {
            make(image, run);
        }
        List<Process> helpers = new ArrayList<>();
        for (LaunchPlan.Helper helper : plan.helpers()) {
            helpers.add(spawn(run, helper.arguments(), helper.name()));
            await(run.resolve(helper.socket()), helpers.getLast(), run);
        }
        List<String> command = new ArrayList<>(List.of("env"));
        plan.environment().forEach((name, value) -> command.add(name + "=" + value));
        command.add(plan.binary());
        command.addAll(List.of("-chardev", "socket,id=serial0,path=serial.sock,server=on,wait=off"));
        command.addAll(List.of("-chardev", "null,id=agent0"));
        command.addAll(plan.arguments());
        command.addAll(List.of("-S", "-qmp", "unix:qmp.sock,server=on,wait=off"));
        if (plan.vnc()) {
            command.addAll(List.of("-vnc", "unix:vnc.sock"));
        }
        Process process = spawn(run, command, "qemu");
        try {
            SocketChannel channel = connect(run.resolve("qmp.sock"), process, run);
            PlannedQemu qemu = new PlannedQemu(run, helpers, process, channel);
            assertThat(qemu.in.readLine()).as(() -> log(run)).contains("QMP");
            qemu.ask("qmp_capabilities");
            return qemu;
        } catch (IOException | RuntimeException | AssertionError e) {
            process.destroyForcibly();
            helpers.forEach(Process::destroyForcibly);
            throw new AssertionError("QEMU did not take the command: " + log(run), e);
        }
    }

    /** A kernel that is nothing but the header by which QEMU knows one (Linux' boot protocol 2.00). */
    private static void kernel(Grants.Kernel kernel) throws IOException {
        byte[] image = new byte[16_384];
        System.arraycopy(new byte[] {'H', 'd', 'r', 'S', 0, 2}, 0, image, 0x202, 6);
        Files.write(Path.of(kernel.image().orElseThrow()), image);
        Files.write(Path.of(kernel.initrd().orElseThrow()), new byte[512]);
    }

    private static void make(LauncherVolume volume) throws IOException, InterruptedException {
        if (volume instanceof LauncherVolume.Folder folder) {
            Files.createDirectories(Path.of(folder.path()));
        }
        if (volume instanceof LauncherVolume.DiskImage image && !Files.exists(Path.of(image.path()))) {
            if (image.format() == LauncherVolume.Format.QCOW2) {
                qemuImg("create", "-q", "-f", "qcow2", image.path(), "4M");
            } else {
                try (RandomAccessFile file = new RandomAccessFile(image.path(), "rw")) {
                    file.setLength(4 << 20);
                }
            }
        }
    }

    private static void make(LaunchPlan.Image image, Path run) throws IOException, InterruptedException {
        LaunchPlan.Backing content = image.content();
        String target = run.resolve(image.path()).toString();
        if (content != null) {
            qemuImg("convert", "-f", content.format(), "-O", image.format(), content.path(), target);
            return;
        }
        List<String> command = new ArrayList<>(List.of("create", "-q", "-f", image.format()));
        LaunchPlan.Backing backing = image.backing();
        if (backing != null) {
            command.addAll(List.of("-b", backing.path(), "-F", backing.format()));
        }
        command.add(target);
        if (image.size() != null) {
            command.add(image.size().toString());
        }
        qemuImg(command.toArray(String[]::new));
    }

    static void qemuImg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/qemu-img"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static Process spawn(Path run, List<String> command, String name) throws IOException {
        return new ProcessBuilder(command)
                .directory(run.toFile())
                .redirectErrorStream(true)
                .redirectOutput(run.resolve(name + ".log").toFile())
                .start();
    }

    private static void await(Path socket, Process process, Path run) throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(socket)) {
            assertThat(process.isAlive()).as(() -> log(run)).isTrue();
            assertThat(System.nanoTime()).as("no socket " + socket).isLessThan(end);
            Thread.sleep(5);
        }
    }

    /** Connects to a socket; its file is there a moment before somebody listens. */
    private static SocketChannel connect(Path socket, Process process, Path run)
            throws InterruptedException, IOException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            await(socket, process, run);
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (ConnectException e) {
                channel.close();
                assertThat(System.nanoTime()).as("nobody listens at " + socket).isLessThan(end);
                Thread.sleep(5);
            }
        }
    }

    private static String log(Path run) {
        try {
            Path log = run.resolve("qemu.log");
            return Files.exists(log) ? Files.readString(log) : "no log";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks one QMP command without arguments; returns its answer. */
    String ask(String command) throws IOException {
        return ask(command, JsonNodeFactory.instance.objectNode());
    }

    /** Asks one QMP command; returns its answer. */
    String ask(String command, ObjectNode arguments) throws IOException {
        ObjectNode question = JsonNodeFactory.instance.objectNode().put("execute", command);
        if (!arguments.isEmpty()) {
            question.set("arguments", arguments);
        }
        out.write((question + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        String line = in.readLine();
        while (line != null && line.contains("\"event\"")) {
            line = in.readLine();
        }
        assertThat(line).as(() -> log(run)).isNotNull().contains("\"return\"");
        return line;
    }

    /** Returns the guest's serial console. */
    SerialConsole serial() throws IOException, InterruptedException {
        return new SerialConsole(connect(run.resolve("serial.sock"), process, run));
    }

    /** Waits until the guest has switched itself off. */
    void awaitEnd(Duration limit) throws InterruptedException {
        assertThat(process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> log(run)).isZero();
    }

    void quit() throws IOException, InterruptedException {
        ask("quit");
        awaitEnd(Duration.ofSeconds(10));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        process.destroyForcibly();
        helpers.forEach(Process::destroyForcibly);
    }
}
