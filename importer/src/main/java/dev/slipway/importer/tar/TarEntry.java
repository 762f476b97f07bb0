package dev.slipway.importer.tar;

import java.time.Instant;

/**
 * What a tar archive says of one file.
 *
 * @param name path in the archive, as it is written there
 * @param kind what it is
 * @param size bytes of content that follow; of a sparse file all that it expands to
 * @param target where a link leads, as it is written there; empty for what is none
 * @param mode permissions, as chmod(2) takes them
 * @param modified when the content was changed last
 */
public record TarEntry(String name, Kind kind, long size, String target, int mode, Instant modified) {
    /** What an entry is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        DEVICE,
        OTHER
    }

    /** Returns how many bytes of content can be read. */
    long content() {
        return kind == Kind.FILE || kind == Kind.OTHER ? size : 0;
    }

    /** Returns the path without what says only that it begins at the root of the archive. */
    public String path() {
        String path = name;
        while (path.startsWith("/") || path.startsWith("./")) {
            path = path.substring(path.indexOf('/') + 1);
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
