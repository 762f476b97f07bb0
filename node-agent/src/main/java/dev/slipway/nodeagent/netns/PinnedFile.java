package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in a directory that somebody else may write to, held so that it cannot be exchanged between a look and its use. A
 * symbolic link at the end of its path is never followed: the node-agent is root, and would follow it anywhere.
 */
public final class PinnedFile implements AutoCloseable {
    private static final int KIND = 0170000;
    private static final int SOCKET = 0140000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int PIPE = 0010000;

    private final Path name;
    private final int descriptor;

    private PinnedFile(Path name, int descriptor) {
        this.name = name;
        this.descriptor = descriptor;
    }

    /**
     * Holds a file; it is not opened for anything, so that a device or a pipe notices nothing.
     *
     * @param file its path, of whose directories nobody but the node-agent decides
     * @return empty if there is none
     */
    public static Optional<PinnedFile> of(Path file) throws IOException {
        int descriptor = Libc.pin(file);
        return descriptor < 0 ? Optional.empty() : Optional.of(new PinnedFile(file, descriptor));
    }

    /**
     * Connects to a unix socket.
     *
     * @param socket its path, of any length; its file system may be another Pod's
     * @throws IOException if nobody listens, or it is something else, e.g. a symbolic link
     */
    public static SocketChannel connect(Path socket) throws IOException {
        try (PinnedFile file = socket(socket)) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(file.path()));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    }

    /** Holds a unix socket. */
    static PinnedFile socket(Path socket) throws IOException {
        PinnedFile file = of(socket).orElseThrow(() -> new IOException(socket.getFileName() + " is not there"));
        if (file.kind() != SOCKET) {
            file.close();
            throw new IOException(socket.getFileName() + " is no socket");
        }
        return file;
    }

    /** Returns a path that leads to this file and no other, for this process while it is held. */
    public Path path() {
        return Path.of("/proc/self/fd", Integer.toString(descriptor));
    }

    /** Returns such a path for other processes of root. */
    public Path pathForOthers() {
        return Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd", Integer.toString(descriptor));
    }

    /** Returns whether it is a file with content of its own. */
    public boolean isRegular() {
        return Files.isRegularFile(path());
    }

    /** Returns whether it is a block device. */
    boolean isBlockDevice() throws IOException {
        return kind() == BLOCK_DEVICE;
    }

    /** Returns whether it is a named pipe. */
    public boolean isPipe() throws IOException {
        return kind() == PIPE;
    }

    private int kind() throws IOException {
        return (Integer) Files.getAttribute(path(), "unix:mode") & KIND;
    }

    /**
     * Reads it.
     *
     * @param most how many bytes it may have
     * @throws IOException if it has more, or is no regular file
     */
    public byte[] read(int most) throws IOException {
        if (!isRegular()) {
            throw new FileSystemException(name.toString(), null, "is no regular file");
        }
        try (var content = Files.newInputStream(path())) {
            byte[] bytes = content.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new FileSystemException(name.toString(), null, "is longer than " + most + " bytes");
            }
            return bytes;
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }
}
