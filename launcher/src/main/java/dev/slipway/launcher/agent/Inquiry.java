package dev.slipway.launcher.agent;

import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonArray;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A fact of the guest that is asked for again and again. Intervals as in KubeVirt (system 120 s, file systems 300 s, users
 * 10 s, agent 300 s), but for two: addresses are asked for every 2 s until there is one and every 30 s then, and the freeze
 * status every 5 s only while frozen, since nobody else freezes.
 */
enum Inquiry {
    AGENT("guest-info", "version", Duration.ofMinutes(5)),
    FREEZE_STATUS("guest-fsfreeze-status", "fsFrozen", Duration.ofMinutes(1)),
    SYSTEM("guest-get-osinfo", "osinfo", Duration.ofMinutes(2)),
    HOST_NAME("guest-get-host-name", "hostname", Duration.ofMinutes(2)),
    TIME_ZONE("guest-get-timezone", "timezone", Duration.ofMinutes(2)),
    INTERFACES("guest-network-get-interfaces", "interfaces", Duration.ofSeconds(30)),
    USERS("guest-get-users", "users", Duration.ofSeconds(10)),
    FILE_SYSTEMS("guest-get-fsinfo", "filesystems", Duration.ofMinutes(5));

    private static final Duration WITHOUT_ADDRESS = Duration.ofSeconds(2);
    /** Agents of today know about sixty. */
    private static final int MOST_COMMANDS = 200;

    private static final Duration WHILE_FROZEN = Duration.ofSeconds(5);

    private final String command;
    private final String field;
    private final Duration interval;

    Inquiry(String command, String field, Duration interval) {
        this.command = command;
        this.field = field;
        this.interval = interval;
    }

    /** Returns the agent's command. */
    String command() {
        return command;
    }

    /** Returns {@code guest} with the agent's answer in it, in the form of {@code docs/contracts.md} §2. */
    JsonObject record(JsonObject guest, Json answer) {
        return switch (this) {
            case AGENT ->
                guest.withOptional(field, field(answer, "version")).with("commands", new JsonArray(commands(answer)));
            case HOST_NAME -> guest.withOptional(field, field(answer, "host-name"));
            case FREEZE_STATUS ->
                guest.with(
                        field,
                        answer instanceof JsonText status && status.value().equals("frozen"));
            case SYSTEM, TIME_ZONE, INTERFACES, USERS, FILE_SYSTEMS -> guest.with(field, answer);
        };
    }

    /** Returns what the agent can do, each with its name and whether it may. */
    private static List<Json> commands(Json answer) {
        return answer instanceof JsonObject object
                ? object.items("supported_commands").stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .limit(MOST_COMMANDS)
                        .<Json>map(command -> JsonObject.EMPTY
                                .with("name", command.text("name").orElse(""))
                                .with("enabled", command.isTrue("enabled")))
                        .toList()
                : List.of();
    }

    private static Optional<Json> field(Json answer, String name) {
        return answer instanceof JsonObject object ? object.get(name) : Optional.empty();
    }

    /** Returns the time from one question to the next, given what is known. */
    Duration interval(JsonObject guest) {
        return switch (this) {
            case INTERFACES -> hasAddress(guest) ? interval : WITHOUT_ADDRESS;
            case FREEZE_STATUS -> guest.isTrue(field) ? WHILE_FROZEN : interval;
            case AGENT, SYSTEM, HOST_NAME, TIME_ZONE, USERS, FILE_SYSTEMS -> interval;
        };
    }

    /** Returns whether it may be asked: a frozen guest answers hardly anything. */
    boolean isAskable(JsonObject guest) {
        return this == FREEZE_STATUS || !guest.isTrue(FREEZE_STATUS.field);
    }

    private static boolean hasAddress(JsonObject guest) {
        for (Json item : guest.items(INTERFACES.field)) {
            if (item instanceof JsonObject card && hasRoutableAddress(card)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasRoutableAddress(JsonObject card) {
        Json addresses = card.get("ip-addresses").orElse(JsonObject.EMPTY);
        return addresses instanceof JsonArray list
                && list.items().stream()
                        .map(item -> item instanceof JsonObject address
                                ? address.text("ip-address").orElse("")
                                : "")
                        .anyMatch(ip -> !ip.isEmpty()
                                && !ip.startsWith("127.")
                                && !ip.equals("::1")
                                && !ip.startsWith("169.254.")
                                && !ip.startsWith("fe80:"));
    }
}
