package dev.slipway.importer.tar;

/**
 * What a tar archive says of one file.
 *
 * @param name path in the archive, as it is written there
 * @param kind what it is
 * @param size bytes of content that follow
 */
public record TarEntry(String name, Kind kind, long size) {
    /** What an entry is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        OTHER
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
