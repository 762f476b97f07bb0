package dev.slipway.portal.disks;

/** How a disk is. */
enum DiskWord {
    READY("Ready", "check", "ok"),
    FILLING("Being filled", "import", "busy"),
    WAITING("Waiting", "import", "off"),
    DELETING("Deleting", "starting", "busy"),
    FAILED("Failed", "error", "err"),
    LOST("Lost", "error", "err");

    private final String word;
    private final String icon;
    private final String colour;

    DiskWord(String word, String icon, String colour) {
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
