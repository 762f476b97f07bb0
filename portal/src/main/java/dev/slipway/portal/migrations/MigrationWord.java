package dev.slipway.portal.migrations;

import dev.slipway.portal.layout.StatusWord;

/** How far a migration is. */
enum MigrationWord implements StatusWord {
    WAITING("Waiting", "starting", "busy"),
    PREPARING("Preparing", "starting", "busy"),
    MOVING("Moving", "migrate", "busy"),
    STOPPING("Being stopped", "starting", "busy"),
    DONE("Done", "check", "ok"),
    STOPPED("Stopped", "stopped", "off"),
    FAILED("Failed", "error", "err");

    private final Look look;

    MigrationWord(String word, String icon, String colour) {
        this.look = new Look(word, icon, colour);
    }

    @Override
    public Look look() {
        return look;
    }

    /** Returns whether it has ended. */
    boolean over() {
        return this == DONE || this == STOPPED || this == FAILED;
    }
}
