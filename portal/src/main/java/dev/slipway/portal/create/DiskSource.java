package dev.slipway.portal.create;

import java.util.Locale;
import java.util.stream.Stream;

/** Where the disk of a new machine comes from. */
public enum DiskSource {
    /** A copy of an image. */
    IMAGE,
    /** An address that is imported. */
    URL,
    /** Nothing: an empty disk. */
    BLANK,
    /** A claim that exists. */
    CLAIM;

    /** Returns the word in forms. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the source of a word; an address for a word that means nothing, as older forms had no other source. */
    static DiskSource of(String word) {
        return Stream.of(values())
                .filter(source -> source.word().equals(word))
                .findFirst()
                .orElse(URL);
    }
}
