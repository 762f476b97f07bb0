package dev.slipway.nodeagent.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import java.io.IOException;

/** The subresources of an attested launch (AMD SEV), asked of QEMU; where the processor has no SEV, QEMU says so. */
final class SevCommands {
    private SevCommands() {}

    /** Returns {@code SEVPlatformInfo}. */
    static JsonNode platform(Guest guest) throws RelayProblem.Refused {
        JsonNode said = ask(guest, "query-sev-capabilities", LauncherConnection.arguments());
        return LauncherConnection.arguments()
                .put("pdh", said.path("pdh").asText(""))
                .put("certChain", said.path("cert-chain").asText(""));
    }

    /** Returns {@code SEVMeasurementInfo}. */
    static JsonNode measurement(Guest guest) throws RelayProblem.Refused {
        JsonNode measured = ask(guest, "query-sev-launch-measure", LauncherConnection.arguments());
        JsonNode sev = ask(guest, "query-sev", LauncherConnection.arguments());
        return LauncherConnection.arguments()
                .put("measurement", measured.path("data").asText(""))
                .put("apiMajor", sev.path("api-major").asInt())
                .put("apiMinor", sev.path("api-minor").asInt())
                .put("buildID", sev.path("build-id").asInt())
                .put("policy", sev.path("policy").asLong());
    }

    /** Gives the guest the secret of {@code SEVSecretOptions}. */
    static void inject(Guest guest, String body) throws RelayProblem.Refused {
        JsonNode options = JsonBody.read(body);
        ask(
                guest,
                "sev-inject-launch-secret",
                LauncherConnection.arguments()
                        .put("packet-header", options.path("header").asText(""))
                        .put("secret", options.path("secret").asText("")));
    }

    private static JsonNode ask(Guest guest, String command, ObjectNode arguments) throws RelayProblem.Refused {
        try {
            return guest.launcher().qmp(new Command(command, arguments));
        } catch (IOException e) {
            throw new RelayProblem.Refused(new RelayProblem.Failed(String.valueOf(e.getMessage())));
        }
    }
}
