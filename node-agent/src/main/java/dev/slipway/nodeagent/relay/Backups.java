package dev.slipway.nodeagent.relay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The backups of one guest. */
public interface Backups {
    /** Those of a guest that is only looked at. */
    Backups NONE = new Backups() {
        @Override
        public void carryOut(JsonNode options) throws IOException {
            throw new IOException("this guest is not backed up from here");
        }

        @Override
        public boolean knows(JsonNode checkpoint) {
            return false;
        }
    };

    /**
     * Begins or ends one, as {@code BackupOptions} of backup.kubevirt.io say.
     *
     * @throws IOException if it cannot be; the message says why
     */
    void carryOut(JsonNode options) throws IOException;

    /** Returns whether the guest knows of a {@code BackupCheckpoint}, so that a backup can go on from there. */
    boolean knows(JsonNode checkpoint) throws IOException;
}
