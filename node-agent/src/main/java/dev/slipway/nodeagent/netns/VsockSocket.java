package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A connection to a guest over virtio-vsock (vsock(7)), which the JDK does not know. Its calls wait in the kernel: only threads of
 * the platform may make them.
 */
public final class VsockSocket extends Socket {
    /** 0 to 2 are the hypervisor, this machine by itself, and the host; no guest has them. */
    private static final long FIRST_GUEST = 3;

    /** There while the kernel's module vhost_vsock is loaded; /dev may have a file that would load it. */
    static final Path VHOST = Path.of("/sys/class/misc/vhost-vsock");

    private static final int ENODEV = 19;
    private static final int EAFNOSUPPORT = 97;
    private static final int ECONNRESET = 104;
    private static final int ETIMEDOUT = 110;

    private final int descriptor;
    private final long guestPort;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Who uses the descriptor holds it for reading; it is given back when nobody does. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private volatile boolean timed;

    VsockSocket(int descriptor, long guestPort) {
        this.descriptor = descriptor;
        this.guestPort = guestPort;
    }

    /**
     * Connects; the kernel gives up after two seconds.
     *
     * @param contextId the guest's address
     * @param port its port, of 32 bits
     * @throws IOException if nobody listens there; its sentence is for the user
     */
    public static VsockSocket dial(long contextId, long port) throws IOException {
        if (contextId < FIRST_GUEST) {
            throw new IOException("VSOCK address %d is no guest's".formatted(contextId));
        }
        if (!Files.exists(VHOST)) {
            // Where the node is a guest itself, its host would be asked for the address.
            throw unreachable(contextId, port, ENODEV);
        }
        int socket = VsockCalls.open(VsockCalls.AF_VSOCK);
        int error = socket < 0 ? -socket : VsockCalls.connect(socket, (int) contextId, (int) port);
        if (error == 0) {
            return new VsockSocket(socket, port);
        }
        if (socket >= 0) {
            Libc.close(socket);
        }
        throw unreachable(contextId, port, error);
    }

    private static IOException unreachable(long contextId, long port, int error) {
        return new IOException("VSOCK port %d of the guest (address %d) cannot be reached: %s"
                .formatted(port, contextId, reason(error)));
    }

    private static String reason(int error) {
        return switch (error) {
            case ECONNRESET -> "no program in the guest listens there";
            case ETIMEDOUT -> "the guest does not answer; its kernel needs the module vmw_vsock_virtio_transport";
            case ENODEV, EAFNOSUPPORT -> "this node has no vhost-vsock; load it there (modprobe vhost_vsock)";
            default -> "error number " + error;
        };
    }

    @Override
    public InputStream getInputStream() {
        return new In();
    }

    @Override
    public OutputStream getOutputStream() {
        return new Out();
    }

    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        try {
            VsockCalls.receiveTimeout(descriptor, millis);
            timed = millis > 0;
        } catch (IOException e) {
            throw new SocketException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public int getPort() {
        return (int) guestPort;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        VsockCalls.shutdown(descriptor); // whoever waits in a call comes back from it
        use.writeLock().lock();
        try {
            Libc.close(descriptor);
        } finally {
            use.writeLock().unlock();
        }
    }

    /** Something that is done with the descriptor. */
    private interface Call {
        int make() throws IOException;
    }

    private int call(Call call) throws IOException {
        use.readLock().lock();
        try {
            if (closed.get()) {
                throw new SocketException("the connection is closed");
            }
            return call.make();
        } finally {
            use.readLock().unlock();
        }
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = 0;
            while (count == 0) {
                count = call(() -> Libc.read(descriptor, ByteBuffer.wrap(bytes, offset, length)));
                if (count == 0 && timed) {
                    throw new SocketTimeoutException("the guest did not answer in time");
                }
            }
            return count;
        }

        @Override
        public void close() {
            VsockSocket.this.close();
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int sent = 0;
            while (sent < length) {
                byte[] left = Arrays.copyOfRange(bytes, offset + sent, offset + length);
                sent += call(() -> Libc.send(descriptor, left, -1));
            }
        }

        @Override
        public void close() {
            VsockSocket.this.close();
        }
    }
}
