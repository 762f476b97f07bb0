package dev.slipway.launcher.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory that holds everything of one launcher: sockets, logs, small images.
 *
 * @param path absolute path
 */
public record RunDirectory(Path path) {
    /** Bytes of a socket's path, without the final zero (unix(7), {@code sun_path}). */
    private static final int MAX_SOCKET_PATH = 107;

    /** Returns the directory, made if it is absent, with access for its owner only. */
    public static RunDirectory open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            Files.createDirectories(
                    absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new RunDirectory(absolute);
    }

    /** Returns a file below this directory; an absolute name stays what it is. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Returns the address of a socket in this directory: relative if this is the working directory, else absolute. */
    public UnixDomainSocketAddress address(String name) throws IOException {
        Path working = Path.of("").toAbsolutePath();
        if (Files.isSameFile(working, path)) {
            return UnixDomainSocketAddress.of(name);
        }
        Path absolute = file(name);
        int length = absolute.toString().getBytes(UTF_8).length;
        if (length > MAX_SOCKET_PATH) {
            throw new IOException(
                    "the socket path %s has %d bytes, the system allows %d: start the launcher with %s as working directory"
                            .formatted(absolute, length, MAX_SOCKET_PATH, path));
        }
        return UnixDomainSocketAddress.of(absolute);
    }

    /**
     * Returns a listening socket that only this user may reach; a stale one of the same name is replaced. From the moment
     * the socket's name exists, connecting succeeds.
     */
    public ServerSocketChannel listen(String name) throws IOException {
        String unready = name + ".new";
        Files.deleteIfExists(file(unready));
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(address(unready));
            Files.setPosixFilePermissions(file(unready), PosixFilePermissions.fromString("rw-------"));
            Files.move(file(unready), file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    /** Returns a connection to a socket of this directory. */
    public SocketChannel connect(String name) throws IOException {
        return SocketChannel.open(address(name));
    }

    /** Returns whether someone listens on a socket of this directory. */
    public boolean isServed(String name) throws IOException {
        if (!Files.exists(file(name), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        UnixDomainSocketAddress address = address(name);
        try (SocketChannel probe = SocketChannel.open(address)) {
            return probe.isConnected();
        } catch (IOException nobodyListens) {
            return false;
        }
    }
}
