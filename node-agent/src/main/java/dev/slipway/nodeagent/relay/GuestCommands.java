package dev.slipway.nodeagent.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.lifecycle.GoDuration;
import dev.slipway.nodeagent.launcher.GuestFacts;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import dev.slipway.nodeagent.status.GuestAgentAnswers;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;

/** The subresources that are one question and one answer. */
final class GuestCommands {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private GuestCommands() {}

    /** Carries out {@code pause}, {@code unpause}, {@code reset}, {@code softreboot}, {@code freeze} or {@code unfreeze}. */
    static void run(Guest guest, String command, String body) throws RelayProblem.Refused {
        var arguments = LauncherConnection.arguments();
        if (command.equals("freeze")) {
            requireAgent(guest);
            arguments.put("timeoutSeconds", unfreezeAfter(body).toSeconds());
        }
        call(guest, command.equals("unpause") ? "resume" : command, arguments);
    }

    /** Returns a PNG image of the guest's screen. */
    static byte[] screenshot(Guest guest) throws RelayProblem.Refused {
        JsonNode result = call(guest, "screenshot", LauncherConnection.arguments());
        try {
            return Base64.getDecoder().decode(result.path("png").asText(""));
        } catch (IllegalArgumentException e) {
            throw new RelayProblem.Refused(new RelayProblem.Failed("the launcher's screenshot is not base64"));
        }
    }

    /** Answers {@code guestosinfo}, {@code userlist} or {@code filesystemlist} from what the guest agent said last. */
    static JsonNode guestInformation(Guest guest, String question) throws RelayProblem.Refused {
        requireAgent(guest);
        GuestFacts facts = guest.state().guest();
        return switch (question) {
            case "guestosinfo" -> GuestAgentAnswers.guestOsInfo(facts);
            case "userlist" -> GuestAgentAnswers.userList(facts);
            default -> GuestAgentAnswers.filesystemList(facts);
        };
    }

    private static void requireAgent(Guest guest) throws RelayProblem.Refused {
        if (!guest.state().guest().connected()) {
            throw new RelayProblem.Refused(RelayProblem.Conflict.NO_AGENT);
        }
    }

    private static JsonNode call(Guest guest, String command, ObjectNode arguments) throws RelayProblem.Refused {
        try {
            return guest.launcher().call(command, arguments, DEADLINE);
        } catch (LauncherRefusal e) {
            String message = String.valueOf(e.getMessage());
            boolean state = e.code().equals("NO_AGENT") || e.code().startsWith("NOT_");
            throw new RelayProblem.Refused(
                    state ? new RelayProblem.Conflict(message) : new RelayProblem.Failed(message));
        } catch (IOException e) {
            throw new RelayProblem.Refused(new RelayProblem.Failed(String.valueOf(e.getMessage())));
        }
    }

    /** Reads {@code {"unfreezeTimeout":"5m0s"}}; 0 means that the guest stays frozen until it is thawed. */
    static Duration unfreezeAfter(String body) throws RelayProblem.Refused {
        String text = JsonBody.read(body).path("unfreezeTimeout").asText("");
        return GoDuration.parse(text)
                .orElseThrow(() -> new RelayProblem.Refused(new RelayProblem.Invalid(
                        "unfreezeTimeout is '%s'; set it to a duration like 5m0s, or 0s for none".formatted(text))));
    }
}
