package dev.slipway.portal.disks;

import dev.slipway.portal.layout.StatusWord;

/** How a disk is. */
enum DiskWord implements StatusWord {
    READY("Ready", "check", "ok"),
    FILLING("Being filled", "import", "busy"),
    WAITING("Waiting", "import", "off"),
    DELETING("Deleting", "starting", "busy"),
    FAILED("Failed", "error", "err"),
    LOST("Lost", "error", "err");

    private final Look look;

    DiskWord(String word, String icon, String colour) {
        this.look = new Look(word, icon, colour);
    }

    @Override
    public Look look() {
        return look;
    }
}
