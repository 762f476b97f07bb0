package dev.slipway.nodeagent.session;

import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.nodeagent.pod.PodFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The container beside a launcher that reads the guest's console from a pipe, and ends with the launcher. */
final class ConsoleReader {
    // inode(7): the bits of a file's mode that tell its type, and what they are for a pipe
    private static final int FILE_TYPE = 0xF000;
    private static final int PIPE = 0x1000;

    private ConsoleReader() {}

    /**
     * Lets it end if it came to the pipe only when the launcher had gone: nobody else opens that, and it waits for somebody who
     * does (fifo(7)).
     *
     * @return whether it may not have ended yet
     */
    static boolean end(FollowedPod pod, PodFiles files) throws IOException {
        boolean isThere = isThere(pod);
        if (isThere) {
            release(files.runDirectory().resolve(LauncherNames.CONSOLE_PIPE));
        }
        return isThere;
    }

    private static boolean isThere(FollowedPod pod) {
        return pod.pod().getSpec().getContainers().stream()
                .anyMatch(container -> LauncherNames.CONSOLE_LOG.equals(container.getName())
                        && !pod.hasEnded(LauncherNames.CONSOLE_LOG));
    }

    /** Opens a pipe, if it is there, for both directions, which waits for nobody, and lets go of it: a reader reads its end. */
    static void release(Path pipe) throws IOException {
        try {
            // The directory is the launcher's to fill, so no link is followed and nothing else is touched.
            int mode = (Integer) Files.getAttribute(pipe, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) == PIPE) {
                FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
                        .close();
            }
        } catch (NoSuchFileException notYet) {
            // the container has not made it, or the Pod's files have gone
        }
    }
}
