package dev.slipway.portal.nodes;

/** How a node is. */
enum NodeWord {
    READY("Ready", "check", "ok"),
    CORDONED("Cordoned", "paused", "warn"),
    NOT_READY("Not ready", "error", "err"),
    SILENT("Silent", "unknown", "off");

    private final String word;
    private final String icon;
    private final String colour;

    NodeWord(String word, String icon, String colour) {
        this.word = word;
        this.icon = icon;
        this.colour = colour;
    }

    public String word() {
        return word;
    }

    public String icon() {
        return icon;
    }

    public String colour() {
        return colour;
    }
}
