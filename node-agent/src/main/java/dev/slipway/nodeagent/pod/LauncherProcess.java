package dev.slipway.nodeagent.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The running launcher of a Pod.
 *
 * @param pid its process number as the launcher itself sees it
 * @param uid its user
 */
public record LauncherProcess(long pid, int uid) {
    /** Finds the user by the owner of the control socket, which needs no view into the container's processes. */
    public static LauncherProcess of(long pid, Path controlSocket) throws IOException {
        return new LauncherProcess(pid, (Integer) Files.getAttribute(controlSocket, "unix:uid"));
    }
}
