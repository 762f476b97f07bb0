package dev.slipway.portal.layout;

import java.util.List;

/** Something that a link names does not exist, or the visitor may not see it. */
public final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String title;
    private final transient List<Near> near;

    /** Something that exists and may have been meant. */
    public record Near(String name, String address) {}

    /** @param title what is missing; @param sentence what it means and what to do */
    public Missing(String title, String sentence) {
        this(title, sentence, List.of());
    }

    /** @param near what may have been meant, the nearest first */
    public Missing(String title, String sentence, List<Near> near) {
        super(sentence, null, false, false);
        this.title = title;
        this.near = List.copyOf(near);
    }

    String title() {
        return title;
    }

    List<Near> near() {
        return near;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
