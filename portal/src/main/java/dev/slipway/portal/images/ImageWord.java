package dev.slipway.portal.images;

/** The states of an image, as words, icons and colours. */
enum ImageWord {
    READY("Ready", "check", "ok"),
    IMPORTING("Importing", "import", "busy"),
    WAITING("Waiting", "import", "busy"),
    EMPTY("No file yet", "upload", "warn"),
    UPLOADING("Uploading", "upload", "busy"),
    FAILED("Failed", "error", "err"),
    MISSING("Disk missing", "error", "err"),
    DELETING("Deleting", "trash", "busy");

    private final String word;
    private final String icon;
    private final String colour;

    ImageWord(String word, String icon, String colour) {
        this.word = word;
        this.icon = icon;
        this.colour = colour;
    }

    String word() {
        return word;
    }

    String icon() {
        return icon;
    }

    String colour() {
        return colour;
    }
}
