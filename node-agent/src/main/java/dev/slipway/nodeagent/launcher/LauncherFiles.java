package dev.slipway.nodeagent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;

/**
 * Directories and files in a launcher's claims, handled by the launcher as the user that QEMU runs as. The node-agent is root,
 * and who filled a claim may have left links in it. Paths are absolute and the launcher's.
 */
public record LauncherFiles(LauncherConnection launcher) {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /**
     * Makes a directory, and those above it that are missing.
     *
     * @throws LauncherRefusal if the launcher's user may not, or the claim is full
     */
    public void makeDirectory(String path) throws IOException {
        ask("make-directory", path);
    }

    /** Returns whether something of that name is there. */
    public boolean exists(String path) throws IOException {
        return ask("find-file", path).path("exists").asBoolean();
    }

    /** Deletes a file, if it is there. */
    public void delete(String path) throws IOException {
        ask("delete-file", path);
    }

    private JsonNode ask(String command, String path) throws IOException {
        ObjectNode arguments = LauncherConnection.arguments().put("path", path);
        try {
            return launcher.call(command, arguments, DEADLINE);
        } catch (LauncherRefusal e) {
            throw e.code().equals("UNKNOWN_COMMAND")
                    ? new IOException(
                            "the guest's launcher is of an earlier version, which cannot do this; restart or migrate the machine",
                            e)
                    : e;
        }
    }
}
