package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** What a guest's agent is asked to do (docs/interop/qemu-ga-ref of QEMU). */
final class AgentCommands {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** How often a command in the guest is asked whether it has ended. */
    private static final Duration POLL = Duration.ofMillis(200);

    private final LauncherConnection launcher;

    AgentCommands(LauncherConnection launcher) {
        this.launcher = launcher;
    }

    void ping(Duration limit) throws IOException {
        run("guest-ping", LauncherConnection.arguments(), limit);
    }

    /** Replaces the keys by which a user may log in. */
    void setAuthorizedKeys(String user, List<String> keys) throws IOException {
        ObjectNode arguments = LauncherConnection.arguments().put("username", user);
        keys.forEach(arguments.putArray("keys")::add);
        run("guest-ssh-add-authorized-keys", arguments.put("reset", true), DEADLINE);
    }

    void setPassword(String user, String password) throws IOException {
        run(
                "guest-set-user-password",
                LauncherConnection.arguments()
                        .put("username", user)
                        .put("password", Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)))
                        .put("crypted", false),
                DEADLINE);
    }

    /**
     * Runs a command in the guest; returns its exit code.
     *
     * @throws IOException if it could not be run, or has not ended in time
     */
    int execute(List<String> command, Duration limit) throws IOException, InterruptedException {
        ObjectNode arguments = LauncherConnection.arguments().put("path", command.getFirst());
        command.stream().skip(1).forEach(arguments.putArray("arg")::add);
        long process = run("guest-exec", arguments, limit).path("pid").asLong();
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            JsonNode status =
                    run("guest-exec-status", LauncherConnection.arguments().put("pid", process), limit);
            if (status.path("exited").asBoolean()) {
                return status.path("exitcode").asInt(-1);
            }
            if (System.nanoTime() > end) {
                throw new IOException("\"%s\" has not ended within %d s in the guest"
                        .formatted(String.join(" ", command), limit.toSeconds()));
            }
            Thread.sleep(POLL);
        }
    }

    private JsonNode run(String command, ObjectNode commandArguments, Duration limit) throws IOException {
        ObjectNode arguments = LauncherConnection.arguments()
                .put("execute", command)
                .put("timeoutSeconds", Math.max(1, limit.toSeconds()));
        if (!commandArguments.isEmpty()) {
            arguments.set("arguments", commandArguments);
        }
        return launcher.call("agent", arguments, limit.plusSeconds(5));
    }
}
