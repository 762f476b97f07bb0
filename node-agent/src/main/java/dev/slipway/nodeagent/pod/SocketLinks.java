package dev.slipway.nodeagent.pod;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Short symbolic links to run directories, because a socket's path must fit into 107 bytes
 * ({@code docs/contracts.md} §1).
 *
 * @param directory where the links are, e.g. {@code /run/slipway/p}
 */
public record SocketLinks(Path directory) {
    /** Digits of the Pod's uid in the name of its link. */
    private static final int DIGITS = 12;

    /** Returns the link to a run directory, made or set anew if need be. */
    public Path to(String podUid, Path runDirectory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path link = link(podUid);
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(runDirectory)) {
            return link;
        }
        Files.deleteIfExists(link);
        try {
            return Files.createSymbolicLink(link, runDirectory);
        } catch (FileAlreadyExistsException e) {
            return link;
        }
    }

    /** Removes the link of a Pod that is gone. */
    public void remove(String podUid) throws IOException {
        Files.deleteIfExists(link(podUid));
    }

    private Path link(String podUid) {
        String digits = podUid.replaceAll("[^0-9a-f]", "");
        if (digits.length() < DIGITS) {
            throw new IllegalArgumentException("'" + podUid + "' is not the uid of a Pod");
        }
        return directory.resolve(digits.substring(0, DIGITS));
    }
}
