package dev.slipway.nodeagent.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Lets launchers fetch pages of a guest's memory as the guest asks for them (userfaultfd(2)), as KubeVirt's handler does. */
public final class PostCopyAccess {
    private static final Path SETTING = Path.of("/proc/sys/vm/unprivileged_userfaultfd");

    private PostCopyAccess() {}

    /**
     * Permits it to processes without rights.
     *
     * @throws IOException if this node does not; the message says what to do
     */
    public static void permit() throws IOException {
        try {
            if (!Files.readString(SETTING).strip().equals("1")) {
                Files.writeString(SETTING, "1");
            }
        } catch (NoSuchFileException e) {
            throw new IOException("the kernel of this node has no userfaultfd, which post-copy needs", e);
        } catch (FileSystemException e) {
            throw refused(e);
        }
    }

    private static IOException refused(IOException e) {
        return new IOException(
                "post-copy needs vm.unprivileged_userfaultfd=1, which could not be set on this node: set it with sysctl, or"
                        + " forbid post-copy",
                e);
    }
}
