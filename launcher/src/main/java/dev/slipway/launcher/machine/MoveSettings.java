package dev.slipway.launcher.machine;

import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonArray;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.lifecycle.Route;
import dev.slipway.launcher.qmp.QmpClient;
import dev.slipway.launcher.qmp.QmpException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What both ends of a migration tell their QEMU first. Source: QEMU 7.2, {@code qapi/migration.json}. */
final class MoveSettings {
    /** QEMU's object with keys and certificates. */
    static final String CREDENTIALS = "migration-tls";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final QmpClient monitor;

    MoveSettings(QmpClient monitor) {
        this.monitor = monitor;
    }

    Json ask(String command, JsonObject arguments) throws QmpException {
        return monitor.execute(command, arguments, LIMIT);
    }

    void capabilities(Map<String, Boolean> wanted) throws QmpException {
        List<Json> states = new ArrayList<>();
        wanted.forEach((name, on) ->
                states.add(JsonObject.EMPTY.with("capability", name).with("state", on)));
        ask("migrate-set-capabilities", JsonObject.EMPTY.with("capabilities", new JsonArray(states)));
    }

    /** Brings the keys in; those of an earlier migration go first. */
    void credentials(Route route, String endpoint) throws QmpException {
        if (route.credentials().isEmpty()) {
            ask("migrate-set-parameters", JsonObject.EMPTY.with("tls-creds", ""));
            return;
        }
        try {
            ask("object-del", JsonObject.EMPTY.with("id", CREDENTIALS));
        } catch (QmpException e) {
            if (e.isClosed()) {
                throw e;
            }
            // There was no migration before this one.
        }
        ask(
                "object-add",
                JsonObject.EMPTY
                        .with("qom-type", "tls-creds-x509")
                        .with("id", CREDENTIALS)
                        .with("dir", route.credentials().get())
                        .with("endpoint", endpoint)
                        .with("verify-peer", true));
        ask("migrate-set-parameters", JsonObject.EMPTY.with("tls-creds", CREDENTIALS));
    }

    /** Returns the address of the receiving end's disks. */
    static JsonObject diskAddress(Route route) {
        return JsonObject.EMPTY.with("host", route.address()).with("port", Integer.toString(route.diskPort()));
    }
}
