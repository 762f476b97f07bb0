package dev.slipway.portal.nodes;

import dev.slipway.portal.layout.StatusWord;

/** How a node is. */
enum NodeWord implements StatusWord {
    READY("Ready", "check", "ok"),
    CORDONED("Cordoned", "paused", "warn"),
    NOT_READY("Not ready", "error", "err"),
    SILENT("Silent", "unknown", "off");

    private final Look look;

    NodeWord(String word, String icon, String colour) {
        this.look = new Look(word, icon, colour);
    }

    @Override
    public Look look() {
        return look;
    }
}
