package dev.slipway.portal.images;

import dev.slipway.portal.layout.StatusWord;

/** The states of an image, as words, icons and colours. */
enum ImageWord implements StatusWord {
    READY("Ready", "check", "ok"),
    IMPORTING("Importing", "import", "busy"),
    WAITING("Waiting", "import", "busy"),
    EMPTY("No file yet", "upload", "warn"),
    UPLOADING("Uploading", "upload", "busy"),
    FAILED("Failed", "error", "err"),
    MISSING("Disk missing", "error", "err"),
    DELETING("Deleting", "trash", "busy");

    private final Look look;

    ImageWord(String word, String icon, String colour) {
        this.look = new Look(word, icon, colour);
    }

    @Override
    public Look look() {
        return look;
    }
}
