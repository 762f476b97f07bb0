package dev.slipway.nodeagent.relay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The subresources {@code backup} and {@code redefine-checkpoint}. */
final class BackupCommands {
    private BackupCommands() {}

    static void backUp(Guest guest, String body) throws RelayProblem.Refused {
        try {
            guest.backups().carryOut(read(body));
        } catch (IOException e) {
            throw new RelayProblem.Refused(new RelayProblem.Invalid(String.valueOf(e.getMessage())));
        }
    }

    static void redefine(Guest guest, String body) throws RelayProblem.Refused {
        JsonNode checkpoint = read(body);
        boolean known;
        try {
            known = guest.backups().knows(checkpoint);
        } catch (IOException e) {
            throw new RelayProblem.Refused(new RelayProblem.Failed(String.valueOf(e.getMessage())));
        }
        if (!known) {
            throw new RelayProblem.Refused(new RelayProblem.Unprocessable("no disks found with checkpoint bitmap "
                    + checkpoint.path("name").asText()
                    + ": the guest was started anew or moved since. Make a full backup."));
        }
    }

    private static JsonNode read(String body) throws RelayProblem.Refused {
        JsonNode read = JsonBody.read(body);
        if (!read.isObject()) {
            throw new RelayProblem.Refused(new RelayProblem.Invalid("the body is no JSON object"));
        }
        return read;
    }
}
