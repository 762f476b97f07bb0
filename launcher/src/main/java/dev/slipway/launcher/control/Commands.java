package dev.slipway.launcher.control;

import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.machine.CommandException;
import dev.slipway.launcher.machine.CommandException.Code;
import dev.slipway.launcher.machine.Machine;
import java.time.Duration;
import java.util.Base64;

/** Carries requests out on the machine. */
final class Commands {
    private static final Duration DEFAULT_AGENT_LIMIT = Duration.ofSeconds(10);

    private final Identity identity;
    private final Machine machine;

    Commands(Identity identity, Machine machine) {
        this.identity = identity;
        this.machine = machine;
    }

    /** Returns the result; blocks until it is there. */
    Json run(Request request) throws CommandException {
        switch (request.command()) {
            case "hello" -> {
                return hello();
            }
            case "launch" -> machine.launch(request.object("plan"));
            case "shutdown" -> machine.shutdown(request.seconds("graceSeconds"));
            case "kill" -> machine.kill();
            case "pause" -> machine.controls().pause();
            case "resume" -> machine.resume();
            case "migrate" -> machine.migrate(request.arguments());
            case "migrate-cancel" -> machine.cancelMigration();
            case "migrate-postcopy" -> machine.startPostCopy();
            case "reset" -> machine.controls().reset();
            case "softreboot" -> machine.controls().softReboot();
            case "freeze" ->
                machine.controls().freeze(request.seconds("timeoutSeconds").orElse(Duration.ZERO));
            case "unfreeze" -> machine.controls().unfreeze();
            case "screenshot" -> {
                byte[] png = machine.controls().screenshot();
                return JsonObject.EMPTY.with("png", Base64.getEncoder().encodeToString(png));
            }
            case "agent" -> {
                return machine.controls()
                        .agent(
                                request.text("execute"),
                                request.arguments().object("arguments").orElse(JsonObject.EMPTY),
                                request.seconds("timeoutSeconds").orElse(DEFAULT_AGENT_LIMIT));
            }
            case "qmp" -> {
                return machine.controls()
                        .qmp(
                                request.text("execute"),
                                request.arguments().object("arguments").orElse(JsonObject.EMPTY));
            }
            case "make-directory" -> OwnFiles.of(request).makeDirectory();
            case "find-file" -> {
                return JsonObject.EMPTY.with("exists", OwnFiles.of(request).exists());
            }
            case "delete-file" -> OwnFiles.of(request).delete();
            default ->
                throw new CommandException(
                        Code.UNKNOWN_COMMAND, "There is no command '%s'.".formatted(request.command()));
        }
        return JsonObject.EMPTY;
    }

    private JsonObject hello() {
        return JsonObject.EMPTY
                .with("version", identity.version())
                .with("name", identity.name())
                .with("uid", identity.uid())
                .with("pid", ProcessHandle.current().pid())
                .with("state", machine.board().now().toJson());
    }
}
