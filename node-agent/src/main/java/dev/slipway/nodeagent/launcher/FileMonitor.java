package dev.slipway.nodeagent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.netns.OpenDevice;
import dev.slipway.nodeagent.netns.PassingSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;

/**
 * QEMU's own monitor for whoever has open files for it ({@code docs/contracts.md} §2), for one short conversation. The launcher
 * cannot pass them on: it is a program of the JDK alone, whose sockets take no descriptors.
 */
public final class FileMonitor implements AutoCloseable {
    /** Its socket in the run directory. */
    private static final String SOCKET = "qemu-files.sock";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PassingSocket socket;
    private final JsonLines lines;

    private FileMonitor(PassingSocket socket) {
        this.socket = socket;
        this.lines = new JsonLines(socket);
    }

    /**
     * Begins a conversation.
     *
     * @param runDirectory the launcher's run directory on the node
     * @throws IOException if the guest was started without this monitor, or QEMU does not answer
     */
    public static FileMonitor open(Path runDirectory) throws IOException {
        Path path = runDirectory.resolve(SOCKET);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    "the guest was started by a launcher of an earlier version, which cannot give it a block device; restart or migrate"
                            + " the machine");
        }
        FileMonitor monitor = new FileMonitor(PassingSocket.connect(path, LIMIT));
        try {
            monitor.next("QMP");
            monitor.ask(new Command("qmp_capabilities", LauncherConnection.arguments()));
            return monitor;
        } catch (IOException e) {
            monitor.close();
            throw e;
        }
    }

    /**
     * Asks a command.
     *
     * @return QMP's {@code return}
     * @throws LauncherRefusal if QEMU refuses it
     */
    public JsonNode ask(Command command) throws IOException {
        socket.send(line(command));
        return next("return");
    }

    /** Asks a command that takes an open file. */
    public JsonNode ask(Command command, OpenDevice device) throws IOException {
        socket.send(line(command), device);
        return next("return");
    }

    private static byte[] line(Command command) {
        ObjectNode request = LauncherConnection.arguments().put("execute", command.execute());
        if (!command.arguments().isEmpty()) {
            request.set("arguments", command.arguments());
        }
        return (request + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the next message of a kind; events come in between. */
    private JsonNode next(String kind) throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            JsonNode message = JSON.readTree(line);
            if (message.has("error")) {
                throw new LauncherRefusal(
                        "QEMU_REFUSED", message.at("/error/desc").asText("QEMU gave no reason"));
            }
            if (message.has(kind)) {
                return message.path(kind);
            }
        }
        throw new IOException("QEMU hung up before it answered");
    }

    @Override
    public void close() {
        socket.close();
    }
}
