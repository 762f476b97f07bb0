package dev.slipway.importer.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.importer.problem.ArchiveProblem;
import dev.slipway.importer.problem.ImportFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an entry belongs below the folder that its archive is unpacked into.
 *
 * @param names of the folders that lead there, and its own; none for that folder itself
 */
public record EntryPath(List<String> names) {
    /** Longest name and longest path that Linux takes, bytes. */
    private static final int LONGEST_NAME = 255;

    private static final int LONGEST_PATH = 4000;
    private static final String UP = "..";

    public EntryPath {
        names = List.copyOf(names);
    }

    /** Returns the place of an entry, or refuses one that would lie outside. */
    public static EntryPath of(TarEntry entry) throws ImportFailure {
        return new EntryPath(names(entry, entry.name(), "a path"));
    }

    /** Returns the entry that a hard link is another name of, which must lie inside, too. */
    public static EntryPath ofHardLink(TarEntry link) throws ImportFailure {
        return new EntryPath(names(link, link.target(), "a link to a file with a path"));
    }

    private static List<String> names(TarEntry entry, String path, String what) throws ImportFailure {
        if (path.startsWith("/")) {
            throw refused(entry, "is " + what + " from the root of the file system");
        }
        if (path.indexOf('\0') >= 0 || path.getBytes(UTF_8).length > LONGEST_PATH) {
            throw refused(entry, "is " + what + " that no file system takes");
        }
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.equals(UP)) {
                throw refused(entry, "is " + what + " that leads upwards");
            }
            if (name.getBytes(UTF_8).length > LONGEST_NAME) {
                throw refused(entry, "is " + what + " with a name longer than " + LONGEST_NAME + " bytes");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }

    /**
     * Refuses a symbolic link here that might lead outside. It may go up to the top and then down: what is below is a folder, or
     * a link that was checked itself. Behind such a link {@code ..} would be a step up from wherever that leads.
     */
    public void checkSymbolicLink(TarEntry link) throws ImportFailure {
        String target = link.target();
        if (target.isEmpty() || target.indexOf('\0') >= 0 || target.getBytes(UTF_8).length > LONGEST_PATH) {
            throw refused(link, "is a link that leads nowhere");
        }
        int up = 0;
        boolean down = false;
        for (String name : target.split("/", -1)) {
            boolean upwards = name.equals(UP);
            up += upwards ? 1 : 0;
            if (target.startsWith("/") || (upwards && (down || up > names.size() - 1))) {
                throw refused(link, "is a link that leads out of the volume");
            }
            down |= !upwards && !name.isEmpty() && !name.equals(".");
        }
    }

    static ImportFailure refused(TarEntry entry, String reason) {
        return new ImportFailure(new ArchiveProblem.ArchiveRefused(entry.name(), reason));
    }
}
