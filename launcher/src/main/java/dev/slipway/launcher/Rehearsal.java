package dev.slipway.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.slipway.launcher.control.ControlServer;
import dev.slipway.launcher.control.Identity;
import dev.slipway.launcher.io.LineReader;
import dev.slipway.launcher.io.LineWriter;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.json.JsonArray;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.machine.Machine;
import dev.slipway.launcher.viewers.ConsolePipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One whole life of a launcher in a temporary directory, so that a JVM in training meets every class. Not for use else. */
final class Rehearsal {
    private static final List<String> ARGUMENTS = List.of(
            "-M",
            "q35",
            "-nodefaults",
            "-accel",
            "tcg",
            "-m",
            "16",
            "-device",
            "VGA",
            "-device",
            "virtio-serial",
            "-device",
            "isa-serial,chardev=serial0",
            "-device",
            "virtserialport,chardev=agent0");

    private Rehearsal() {}

    /** Runs with the QEMU given as only argument. */
    public static void main(String... arguments) throws IOException {
        Path path = Files.createTempDirectory("slipway-rehearsal");
        try {
            live(RunDirectory.open(path), arguments[0]);
        } finally {
            try (Stream<Path> files = Files.list(path)) {
                files.forEach(file -> file.toFile().delete());
            }
            Files.delete(path);
        }
    }

    private static void live(RunDirectory directory, String qemu) throws IOException {
        ConsolePipe console = new ConsolePipe(directory.file("console.pipe"));
        Machine machine = new Machine(directory, Clock.systemUTC(), Optional.of(console));
        try (ControlServer server = new ControlServer(directory, new Identity("0", "rehearsal/vm", "0"), machine);
                SocketChannel client = directory.connect("control.sock")) {
            LineReader reader = new LineReader(client, 4 * 1024 * 1024);
            LineWriter writer = new LineWriter(client);
            for (JsonObject request : requests(qemu)) {
                writer.write(request.with("id", 1).toString());
                while (reader.next().filter(line -> line.contains("\"id\":1")).isEmpty()) {}
                if (request.text("do").filter("launch"::equals).isPresent()) {
                    view(directory);
                }
            }
            console.end();
            Termination.write(directory, machine.ended().join());
        }
    }

    private static List<JsonObject> requests(String qemu) {
        JsonObject plan = JsonObject.EMPTY
                .with("binary", qemu)
                .with("arguments", JsonArray.of(ARGUMENTS))
                .with("vnc", true)
                .with("serial", true)
                .with("agent", true)
                .with("graceSeconds", 1);
        return Stream.of(
                        "hello",
                        "watch",
                        "launch",
                        "pause",
                        "resume",
                        "screenshot",
                        "agent",
                        "qmp",
                        "find-file",
                        "nonsense",
                        "shutdown")
                .map(command -> JsonObject.EMPTY.with("do", command))
                .map(request -> request.with("plan", plan)
                        .with("execute", "query-status")
                        .with("path", "/"))
                .toList();
    }

    private static void view(RunDirectory directory) throws IOException {
        for (String socket : List.of("vnc.sock", "serial.sock")) {
            if (Files.exists(directory.file(socket))) {
                try (SocketChannel viewer = directory.connect(socket)) {
                    viewer.write(ByteBuffer.wrap("RFB 003.008\n".getBytes(US_ASCII)));
                    if (socket.startsWith("vnc")) {
                        viewer.read(ByteBuffer.allocate(12));
                    }
                }
            }
        }
    }
}
