package dev.slipway.launcher.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.launcher.json.JsonObject;

/**
 * How a guest ended; the content of the termination message.
 *
 * @param kind the way
 * @param message one sentence for an admin
 * @param exitCode exit code of QEMU, 128 + signal if one ended it, -1 if it never ran
 */
public record End(Kind kind, String message, int exitCode) {
    /** Bytes that a kubelet keeps of a termination message. */
    private static final int MAX_MESSAGE_BYTES = 4096;

    /** The ways to end. */
    public enum Kind {
        /** The guest switched itself off. */
        GUEST_SHUTDOWN("guest-shutdown", 0),
        /** The guest switched itself off because it was asked to. */
        STOPPED("stopped", 0),
        /** The guest runs on in another launcher. */
        MIGRATED("migrated", 0),
        /** The guest was ended by force: on request, after its grace period, or by a signal from outside. */
        KILLED("killed", 1),
        /** QEMU failed while the guest ran. */
        CRASHED("crashed", 1),
        /** The guest's kernel panicked. */
        PANICKED("panicked", 1),
        /** QEMU or something it needs could not be started. */
        QEMU_FAILED("qemu-failed", 1);

        private final String wireName;
        private final int launcherExitCode;

        Kind(String wireName, int launcherExitCode) {
            this.wireName = wireName;
            this.launcherExitCode = launcherExitCode;
        }

        /** Returns the name in the termination message. */
        public String wireName() {
            return wireName;
        }

        /** Returns the launcher's own exit code: 0 if the guest ended as asked, else 1. */
        public int launcherExitCode() {
            return launcherExitCode;
        }
    }

    /** Returns this end as in {@code docs/contracts.md} §1, at most 4 KiB: a longer message keeps its beginning. */
    public JsonObject toJson() {
        String text = message;
        JsonObject json = json(text);
        while (json.toString().getBytes(UTF_8).length > MAX_MESSAGE_BYTES) {
            text = text.substring(0, text.length() * 9 / 10);
            json = json(text + "…");
        }
        return json;
    }

    private JsonObject json(String text) {
        return JsonObject.EMPTY.with("end", kind.wireName).with("message", text).with("exitCode", exitCode);
    }
}
