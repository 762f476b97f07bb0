package dev.slipway.portal.layout;

import java.util.Optional;

/**
 * A short message that stays in a corner for a while.
 *
 * @param tone success leaves by itself, danger stays until closed
 * @param title what happened, one sentence
 * @param text what it means and what to do; may be empty
 * @param link where to go on
 */
public record Toast(Tone tone, String title, String text, Optional<Link> link) {
    /** Good or bad news. */
    public enum Tone {
        SUCCESS("success", "check"),
        DANGER("danger", "error");

        private final String style;
        private final String icon;

        Tone(String style, String icon) {
            this.style = style;
            this.icon = icon;
        }

        public String style() {
            return style;
        }

        public String icon() {
            return icon;
        }
    }

    /** A link with its words. */
    public record Link(String words, String address) {}

    /** Returns good news. */
    public static Toast success(String title) {
        return new Toast(Tone.SUCCESS, title, "", Optional.empty());
    }

    /** Returns good news with a way to go on. */
    public static Toast success(String title, String words, String address) {
        return new Toast(Tone.SUCCESS, title, "", Optional.of(new Link(words, address)));
    }

    /** Returns bad news. */
    public static Toast failure(String title, String text) {
        return new Toast(Tone.DANGER, title, text, Optional.empty());
    }
}
