package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** All files of a claim in one tar of the POSIX form; links are kept as links, owners are not named, permissions are. */
final class TarArchive {
    /** Permissions without those to become somebody else by running a file, which an import would not take either. */
    private static final int PERMISSIONS = 0777;

    private static final int ALL_PERMISSIONS = 07777;

    private TarArchive() {}

    /** Writes the archive and its end; leaves the stream open. A file that changes its length meanwhile breaks it off. */
    static void write(Path root, OutputStream out) throws IOException {
        // Where there are no mount namespaces, the place of a claim is a link.
        Path place = root.toRealPath();
        TarArchiveOutputStream archive = new TarArchiveOutputStream(out, UTF_8.name());
        archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        archive.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        archive.setAddPaxHeadersForNonAsciiNames(true);
        for (Path file : VolumeFiles.below(place)) {
            add(archive, file, "./" + place.relativize(file));
        }
        archive.finish();
    }

    private static void add(TarArchiveOutputStream archive, Path file, String name) throws IOException {
        if (Files.isSymbolicLink(file)) {
            TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            link.setLinkName(Files.readSymbolicLink(file).toString());
            put(archive, link, file);
        } else if (Files.isDirectory(file)) {
            put(archive, new TarArchiveEntry(name + "/"), file);
        } else if (Files.isRegularFile(file)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(Files.size(file));
            head(archive, entry, file);
            Files.copy(file, archive);
            archive.closeArchiveEntry();
        }
    }

    private static void put(TarArchiveOutputStream archive, TarArchiveEntry entry, Path file) throws IOException {
        head(archive, entry, file);
        archive.closeArchiveEntry();
    }

    private static void head(TarArchiveOutputStream archive, TarArchiveEntry entry, Path file) throws IOException {
        int permissions = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & PERMISSIONS;
        entry.setMode(entry.getMode() & ~ALL_PERMISSIONS | permissions);
        entry.setModTime(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
        archive.putArchiveEntry(entry);
    }
}
