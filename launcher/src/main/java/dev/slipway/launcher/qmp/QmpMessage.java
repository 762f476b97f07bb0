package dev.slipway.launcher.qmp;

import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonObject;

/** A message that QEMU sends. Source: QEMU 7.2, {@code docs/interop/qmp-spec.txt} §2. */
public sealed interface QmpMessage {
    /**
     * The first message of a connection.
     *
     * @param version of QEMU, e.g. {@code 7.2.22}
     */
    record Greeting(String version) implements QmpMessage {}

    /**
     * A command went well.
     *
     * @param id of the command
     * @param value what it returned
     */
    record Return(long id, Json value) implements QmpMessage {}

    /**
     * A command was refused.
     *
     * @param id of the command; -1 if QEMU could not read it
     * @param errorClass e.g. {@code GenericError}, {@code CommandNotFound}
     * @param description QEMU's sentence
     */
    record Failure(long id, String errorClass, String description) implements QmpMessage {}

    /**
     * Something happened.
     *
     * @param name e.g. {@code SHUTDOWN}
     * @param data its details; may be empty
     */
    record Event(String name, JsonObject data) implements QmpMessage {}
}
