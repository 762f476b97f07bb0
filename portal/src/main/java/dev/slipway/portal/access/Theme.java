package dev.slipway.portal.access;

import java.util.Locale;
import java.util.Optional;

/** How pages look. */
public enum Theme {
    LIGHT,
    DARK,
    /** As the system of the user likes it. */
    AUTO;

    /** Returns the word that cookies and forms use. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the theme of a word, if there is one. */
    public static Optional<Theme> of(String word) {
        for (Theme theme : values()) {
            if (theme.word().equals(word)) {
                return Optional.of(theme);
            }
        }
        return Optional.empty();
    }
}
