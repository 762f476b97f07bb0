package dev.slipway.launcher.qmp;

import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonReader;
import dev.slipway.launcher.json.JsonSyntaxException;
import java.util.Optional;

/** QMP messages as lines of text. */
final class QmpCodec {
    private QmpCodec() {}

    /** Returns the line that asks for a command. */
    static String command(long id, String execute, JsonObject arguments) {
        JsonObject command = JsonObject.EMPTY.with("execute", execute).with("id", id);
        return (arguments.fields().isEmpty() ? command : command.with("arguments", arguments)).toString();
    }

    /** Returns the message that {@code line} is; empty if it is JSON but none of QMP's messages. */
    static Optional<QmpMessage> decode(String line) throws JsonSyntaxException {
        JsonObject message = JsonReader.readObject(line);
        long id = message.number("id").orElse(-1);
        if (message.fields().containsKey("return")) {
            return Optional.of(new QmpMessage.Return(id, message.fields().get("return")));
        }
        Optional<JsonObject> error = message.object("error");
        if (error.isPresent()) {
            return Optional.of(new QmpMessage.Failure(
                    id,
                    error.get().text("class").orElse("GenericError"),
                    error.get().text("desc").orElse("QEMU gave no reason")));
        }
        Optional<String> event = message.text("event");
        if (event.isPresent()) {
            return Optional.of(
                    new QmpMessage.Event(event.get(), message.object("data").orElse(JsonObject.EMPTY)));
        }
        return message.object("QMP").map(QmpCodec::greeting);
    }

    private static QmpMessage greeting(JsonObject hello) {
        JsonObject version =
                hello.object("version").flatMap(v -> v.object("qemu")).orElse(JsonObject.EMPTY);
        return new QmpMessage.Greeting("%d.%d.%d"
                .formatted(
                        version.number("major").orElse(0),
                        version.number("minor").orElse(0),
                        version.number("micro").orElse(0)));
    }
}
