package dev.slipway.portal.layout;

/** Something that a link names does not exist, or the visitor may not see it. */
public final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String title;

    /** @param title what is missing; @param sentence what it means and what to do */
    public Missing(String title, String sentence) {
        super(sentence, null, false, false);
        this.title = title;
    }

    String title() {
        return title;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
