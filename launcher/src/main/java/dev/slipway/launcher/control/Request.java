package dev.slipway.launcher.control;

import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonReader;
import dev.slipway.launcher.json.JsonSyntaxException;
import dev.slipway.launcher.machine.CommandException;
import dev.slipway.launcher.machine.CommandException.Code;
import java.time.Duration;
import java.util.Optional;

/**
 * One wish of a client.
 *
 * @param id the client's number, given back in the reply
 * @param command name of the command
 * @param arguments the whole request
 */
record Request(long id, String command, JsonObject arguments) {
    private static final long MAX_SECONDS = 366L * 24 * 3600;

    /** Returns the request that {@code line} is. */
    static Request read(String line) throws CommandException {
        try {
            JsonObject json = JsonReader.readObject(line);
            long id = json.number("id")
                    .orElseThrow(
                            () -> new CommandException(Code.BAD_REQUEST, "The request has no number 'id'; give one."));
            return new Request(id, json.text("do").orElse(""), json);
        } catch (JsonSyntaxException e) {
            throw new CommandException(Code.BAD_REQUEST, "The request is no JSON object: " + e.getMessage() + ".");
        }
    }

    /** Returns a text that must be there. */
    String text(String name) throws CommandException {
        return arguments
                .text(name)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new CommandException(
                        Code.BAD_ARGUMENT, "The command %s needs the text '%s'.".formatted(command, name)));
    }

    /** Returns an object that must be there. */
    JsonObject object(String name) throws CommandException {
        return arguments
                .object(name)
                .orElseThrow(() -> new CommandException(
                        Code.BAD_ARGUMENT, "The command %s needs the object '%s'.".formatted(command, name)));
    }

    /** Returns a time in whole seconds, if it is there. */
    Optional<Duration> seconds(String name) throws CommandException {
        if (arguments.get(name).isEmpty()) {
            return Optional.empty();
        }
        long seconds = arguments.number(name).orElse(-1);
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw new CommandException(
                    Code.BAD_ARGUMENT,
                    "'%s' is %s; give whole seconds from 0 to %d."
                            .formatted(name, arguments.fields().get(name), MAX_SECONDS));
        }
        return Optional.of(Duration.ofSeconds(seconds));
    }
}
