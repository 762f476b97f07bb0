package dev.slipway.nodeagent.session;

import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.nodeagent.netns.PinnedFile;
import dev.slipway.nodeagent.pod.PodFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The container beside a launcher that reads the guest's console from a pipe, and ends with the launcher. */
final class ConsoleReader {
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
    private static void release(Path pipe) throws IOException {
        // The directory is the launcher's to fill, so no link is followed and nothing else is touched.
        Optional<PinnedFile> found = PinnedFile.of(pipe);
        if (found.isPresent()) {
            try (PinnedFile file = found.get()) {
                if (file.isPipe()) {
                    FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)
                            .close();
                }
            }
        }
    }
}
