package dev.slipway.launcher.control;

import dev.slipway.launcher.machine.CommandException;
import dev.slipway.launcher.machine.CommandException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Directories and files in the claims that QEMU writes dumps and backups to. The launcher looks after them, not the node-agent:
 * whoever filled a claim may have left links in it, and those lead the launcher's user nowhere that QEMU could not write anyway.
 *
 * @param path absolute, as the launcher sees it
 */
record OwnFiles(Path path) {
    /** Returns the place that a request names as {@code path}. */
    static OwnFiles of(Request request) throws CommandException {
        String given = request.text("path");
        try {
            Path path = Path.of(given);
            if (path.isAbsolute() && path.equals(path.normalize())) {
                return new OwnFiles(path);
            }
        } catch (InvalidPathException e) {
            // Refused like any other that is none.
        }
        throw new CommandException(
                Code.BAD_ARGUMENT, "'path' is '%s'; give an absolute path without '.' and '..'.".formatted(given));
    }

    /** Makes a directory, and those above it that are missing. */
    void makeDirectory() throws CommandException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw refusal("The directory %s could not be made".formatted(path), e);
        }
    }

    /** Returns whether something of that name is there, be it a link that leads nowhere. */
    boolean exists() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes a file; nothing happens where there is none. */
    void delete() throws CommandException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw refusal("The file %s could not be deleted".formatted(path), e);
        }
    }

    private static CommandException refusal(String what, IOException e) {
        return new CommandException(
                Code.FILE_REFUSED, "%s by the user that QEMU runs as: %s.".formatted(what, e.getMessage()));
    }
}
