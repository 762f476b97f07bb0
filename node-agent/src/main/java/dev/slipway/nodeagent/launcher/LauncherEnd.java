package dev.slipway.nodeagent.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * How a guest ended, in the words of a launcher's last message.
 *
 * @param kind the way it ended
 * @param message one sentence
 */
public record LauncherEnd(Kind kind, String message) {
    /** The ways a guest ends. */
    public enum Kind {
        GUEST_SHUTDOWN,
        STOPPED,
        MIGRATED,
        KILLED,
        CRASHED,
        PANICKED,
        QEMU_FAILED
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns whether the guest ended as somebody wanted it to. */
    public boolean asAsked() {
        return kind == Kind.GUEST_SHUTDOWN || kind == Kind.STOPPED || kind == Kind.MIGRATED;
    }

    /** Reads an {@code end} object; a word that nobody knows counts as killed. */
    public static LauncherEnd of(JsonNode end) {
        Kind kind = switch (end.path("end").asText("")) {
            case "guest-shutdown" -> Kind.GUEST_SHUTDOWN;
            case "stopped" -> Kind.STOPPED;
            case "migrated" -> Kind.MIGRATED;
            case "crashed" -> Kind.CRASHED;
            case "panicked" -> Kind.PANICKED;
            case "qemu-failed" -> Kind.QEMU_FAILED;
            default -> Kind.KILLED;
        };
        return new LauncherEnd(kind, end.path("message").asText(""));
    }

    /** Reads a container's termination message; one that is no such object means that nobody could write it. */
    public static LauncherEnd ofTerminationMessage(String message) {
        try {
            JsonNode end = JSON.readTree(message);
            if (end != null && end.isObject()) {
                return of(end);
            }
        } catch (JsonProcessingException e) {
            // Anything else than the launcher's own object is the kubelet's text or a cut message.
        }
        return new LauncherEnd(
                Kind.KILLED, "The launcher ended without a word, so its guest was cut off; look at the Pod's events.");
    }
}
