package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import java.util.Optional;

/** What a volume holds, in CDI's words. */
enum ContentType {
    DISK("kubevirt"),
    ARCHIVE("archive"),
    UNKNOWN("unknown");

    private final String word;

    ContentType(String word) {
        this.word = word;
    }

    /** Returns CDI's word for it. */
    String word() {
        return word;
    }

    /** Returns what a DataVolume is to hold: a disk if it does not say. */
    static ContentType of(DataVolume volume) {
        String given = Optional.ofNullable(volume.getSpec().contentType()).orElse("");
        return switch (given) {
            case "", "kubevirt" -> DISK;
            case "archive" -> ARCHIVE;
            default -> UNKNOWN;
        };
    }
}
