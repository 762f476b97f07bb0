package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The system calls for sockets of guests (vsock(7)), which wait until they are done. */
final class VsockCalls {
    static final int AF_VSOCK = 40;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle SHUTDOWN = Libc.function("shutdown", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle LISTEN = Libc.function("listen", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle ACCEPT =
            Libc.function("accept4", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, INT));

    // Values of Linux: linux/vm_sockets.h, sys/socket.h.
    private static final int HOST = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOCK_STREAM_CLOEXEC = 1 | SOCK_CLOEXEC;
    private static final int SO_RCVTIMEO = 20;
    private static final int SHUT_RDWR = 2;
    private static final int BACKLOG = 16;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    private VsockCalls() {}

    /** Opens a stream socket; returns the negative error number if the kernel does not know the family. */
    static int open(int family) {
        return (int) Libc.run((arena, state) -> (int) Libc.SOCKET.invokeExact(state, family, SOCK_STREAM_CLOEXEC, 0));
    }

    /** Connects one to a guest; returns the error number, 0 for none. */
    static int connect(int socket, int contextId, int port) {
        return (int) -Libc.run((arena, state) -> {
            MemorySegment address = address(arena, contextId, port);
            return (int) Libc.CONNECT.invokeExact(state, socket, address, (int) address.byteSize());
        });
    }

    /** Listens with one on a port of this machine, which guests call the host. */
    static void listen(int socket, int port) throws IOException {
        Libc.checked("bind to VSOCK port " + port, Libc.run((arena, state) -> {
            MemorySegment address = address(arena, HOST, port);
            return (int) Libc.BIND.invokeExact(state, socket, address, (int) address.byteSize());
        }));
        Libc.checked("listen", Libc.run((arena, state) -> (int) LISTEN.invokeExact(state, socket, BACKLOG)));
    }

    /** Waits for a caller; returns -1 if none came in the time that is set. */
    static int accept(int socket) throws IOException {
        long caller = Libc.run((arena, state) ->
                (int) ACCEPT.invokeExact(state, socket, MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC));
        return caller == -EAGAIN || caller == -EINTR ? -1 : Libc.checked("accept", caller);
    }

    /** A {@code struct sockaddr_vm}. */
    private static MemorySegment address(Arena arena, int contextId, int port) {
        MemorySegment address = arena.allocate(16, 4);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_VSOCK);
        address.set(INT, 4, port);
        address.set(INT, 8, contextId);
        return address;
    }

    /** Sets how long a read or the waiting for a caller may take, 0 for ever. */
    static void receiveTimeout(int socket, int millis) throws IOException {
        Libc.checked("socket option " + SO_RCVTIMEO, Libc.run((arena, state) -> {
            MemorySegment time = arena.allocate(16, 8); // struct timeval
            time.set(LONG, 0, millis / 1000);
            time.set(LONG, 8, millis % 1000 * 1000L);
            return (int) Libc.SETSOCKOPT.invokeExact(
                    state, socket, Libc.SOL_SOCKET, SO_RCVTIMEO, time, (int) time.byteSize());
        }));
    }

    /** Ends a connection in both directions. */
    static void shutdown(int socket) {
        Libc.run((arena, state) -> (int) SHUTDOWN.invokeExact(state, socket, SHUT_RDWR));
    }
}
