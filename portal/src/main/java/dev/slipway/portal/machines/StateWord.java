package dev.slipway.portal.machines;

import dev.slipway.portal.layout.StatusWord;
import java.util.Locale;

/** The word for the state of a machine, with its icon and colour. */
public enum StateWord implements StatusWord {
    RUNNING("Running", "running", "ok"),
    STARTING("Starting", "starting", "busy"),
    STOPPING("Stopping", "starting", "busy"),
    PROVISIONING("Provisioning", "import", "busy"),
    MIGRATING("Migrating", "migrate", "busy"),
    PAUSED("Paused", "paused", "warn"),
    ERROR("Error", "error", "err"),
    NOT_PLACED("Not placed", "error", "err"),
    STOPPED("Stopped", "stopped", "off"),
    DELETING("Deleting", "trash", "busy"),
    UNKNOWN("Unknown", "unknown", "off");

    private final Look look;

    StateWord(String word, String icon, String colour) {
        this.look = new Look(word, icon, colour);
    }

    @Override
    public Look look() {
        return look;
    }

    /** Returns the word as queries use it: lower case, hyphens for spaces. */
    public String query() {
        return word().toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    /** Returns whether an admin should look at it. */
    public boolean needsAttention() {
        return this == ERROR || this == NOT_PLACED || this == UNKNOWN;
    }
}
