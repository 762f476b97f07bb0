package dev.slipway.standalone.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code standalone.json} in the data directory tells {@code ./slipway status} and clients on this machine. */
record Facts(Settings settings, URI api, boolean root, String version) {

    /**
     * Replaces the file.
     *
     * @param parts what the parts behind portal and API do: {@code starting} or {@code running}
     */
    void write(DataDirectory data, String parts) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("pid", ProcessHandle.current().pid());
        facts.put("portal", settings.portal().toString());
        facts.put("api", api.toString());
        facts.put(
                "mode",
                root
                        ? "root: every machine has its own network namespace"
                        : "user: machines use user-mode networking and are reached by the ports they name");
        facts.put("version", version);
        facts.put("started", started());
        facts.put("parts", parts);
        data.writeSecret("standalone.json", new ObjectMapper().writeValueAsString(facts));
    }

    private static String started() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .orElseGet(Instant::now)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }
}
