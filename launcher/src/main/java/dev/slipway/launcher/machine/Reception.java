package dev.slipway.launcher.machine;

import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.lifecycle.Route;
import dev.slipway.launcher.qmp.QmpClient;
import dev.slipway.launcher.qmp.QmpException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes a QEMU listen for a guest that comes from another one, and lets that guest run once it is wanted here. */
final class Reception {
    private final MoveSettings settings;
    private final Route route;

    Reception(QmpClient monitor, Route route) {
        this.settings = new MoveSettings(monitor);
        this.route = route;
    }

    /** Listens; returns when the other end can connect. */
    void begin() throws QmpException {
        Map<String, Boolean> capabilities = new LinkedHashMap<>();
        capabilities.put("events", true);
        capabilities.put("postcopy-ram", route.postCopy());
        settings.capabilities(capabilities);
        settings.credentials(route, "server");
        if (!route.copied().isEmpty()) {
            serveDisks();
        }
        settings.ask("migrate-incoming", JsonObject.EMPTY.with("uri", route.uri()));
    }

    private void serveDisks() throws QmpException {
        JsonObject address = JsonObject.EMPTY.with("type", "inet").with("data", MoveSettings.diskAddress(route));
        JsonObject server = JsonObject.EMPTY.with("addr", address);
        settings.ask(
                "nbd-server-start",
                route.credentials().isPresent() ? server.with("tls-creds", MoveSettings.CREDENTIALS) : server);
        for (String node : route.copied()) {
            settings.ask(
                    "block-export-add",
                    JsonObject.EMPTY
                            .with("type", "nbd")
                            .with("id", "arriving-" + node)
                            .with("node-name", node)
                            .with("name", node)
                            .with("writable", true));
        }
    }

    /** Lets the guest run; its disks are its own from now on. */
    void release() throws QmpException {
        if (!route.copied().isEmpty()) {
            // A guest cannot write to what somebody else still may write to.
            settings.ask("nbd-server-stop", JsonObject.EMPTY);
        }
        settings.ask("cont", JsonObject.EMPTY);
    }
}
