package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The few system calls that the JDK does not offer: namespaces, sockets bound to devices, waiting on many of them. */
final class Libc {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle SETNS = function("setns", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle UNSHARE = function("unshare", FunctionDescriptor.of(INT, INT));
    static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    static final MethodHandle SETSOCKOPT =
            function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
    static final MethodHandle BIND = function("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
    static final MethodHandle CONNECT = function("connect", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle SENDMSG =
            function("sendmsg", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle RECV =
            function("recv", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle SENDTO = function(
            "sendto", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle POLL =
            function("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle EVENTFD = function("eventfd", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle READ =
            function("read", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));

    // Values of Linux on x86-64 and, where they differ, arm64: fcntl.h, sched.h, sys/socket.h, poll.h, errno.h.
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int O_RDWR_CLOEXEC = 2 | 0x80000;
    private static final int O_PATH_CLOEXEC = 0x200000 | 0x80000;
    private static final int O_NOFOLLOW = System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x20000;
    private static final int CLONE_FS = 0x200;
    private static final int CLONE_NEWNS = 0x20000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int OPEN_TREE_CLONE_CLOEXEC = 1 | 0x80000;
    private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM_CLOEXEC_NONBLOCK = 1 | 0x80000 | 0x800;
    private static final int SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;
    static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_BROADCAST = 6;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
    private static final short POLLIN = 1;
    private static final int ENOENT = 2;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    private Libc() {}

    // "restricted": the functions' types are those of the C library's headers, checked by the tests that call them.
    @SuppressWarnings("restricted")
    static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... further) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = new Linker.Option[further.length + 1];
        System.arraycopy(further, 0, options, 1, further.length);
        options[0] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    /** A system call with the memory that it needs. */
    interface Call {
        long run(Arena arena, MemorySegment state) throws Throwable;
    }

    /** Runs a call; returns its value, or the negative error number. */
    static long run(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long value = call.run(arena, state);
            return value < 0 ? -(int) ERRNO.get(state, 0L) : value;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a system call threw", e);
        }
    }

    static int checked(String what, long value) throws IOException {
        if (value < 0) {
            throw new IOException(what + " failed with error number " + -value);
        }
        return (int) value;
    }

    /** Makes the calling thread see another network namespace; it must be a platform thread of its own. */
    static void enter(Path namespace) throws IOException {
        int file = openNamespace(namespace);
        try {
            checked("setns to " + namespace, run((arena, state) -> (int) SETNS.invokeExact(state, file, CLONE_NEWNET)));
        } finally {
            close(file);
        }
    }

    /** The calls of Linux 5.2 that move mounts, which the C library has since its version 2.36. */
    private static final class Mounts {
        static final MethodHandle OPEN_TREE =
                function("open_tree", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
        static final MethodHandle MOVE_MOUNT = function(
                "move_mount", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT, ValueLayout.ADDRESS, INT));
        static final MethodHandle UMOUNT2 = function("umount2", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
    }

    /** Opens a namespace. */
    static int openNamespace(Path namespace) throws IOException {
        return checked("open of " + namespace, run((arena, state) ->
                (int) OPEN.invokeExact(state, arena.allocateFrom(namespace.toString()), O_RDONLY_CLOEXEC)));
    }

    /** Opens a file as a place in the file system only, a symbolic link at the end of the path as itself; -1 if there is none. */
    static int pin(Path file) throws IOException {
        long descriptor = run((arena, state) ->
                (int) OPEN.invokeExact(state, arena.allocateFrom(file.toString()), O_PATH_CLOEXEC | O_NOFOLLOW));
        return descriptor == -ENOENT ? -1 : checked("open of " + file, descriptor);
    }

    /** Opens a file, whatever kind it is. */
    static int open(Path file, boolean readOnly) throws IOException {
        return checked("open of " + file, run((arena, state) -> (int) OPEN.invokeExact(
                state, arena.allocateFrom(file.toString()), readOnly ? O_RDONLY_CLOEXEC : O_RDWR_CLOEXEC)));
    }

    /** Gives the calling thread a working directory and a root of its own, as who changes the mount namespace must have. */
    static void separatePaths() throws IOException {
        checked("unshare", run((arena, state) -> (int) UNSHARE.invokeExact(state, CLONE_FS)));
    }

    /** Makes the calling thread, which has paths of its own, see the files of another mount namespace. */
    static void enterMounts(int namespace) throws IOException {
        checked("setns to a mount namespace", run((arena, state) ->
                (int) SETNS.invokeExact(state, namespace, CLONE_NEWNS)));
    }

    /** Opens a file as a mount that is nowhere yet; a symbolic link at the end of the path is not followed. */
    static int openTree(String path) throws IOException {
        return checked("open_tree of " + path, run((arena, state) -> (int) Mounts.OPEN_TREE.invokeExact(
                state, AT_FDCWD, arena.allocateFrom(path), OPEN_TREE_CLONE_CLOEXEC | AT_SYMLINK_NOFOLLOW)));
    }

    /** Puts such a mount over a file. */
    static void moveMount(int tree, String path) throws IOException {
        checked("move_mount to " + path, run((arena, state) -> (int) Mounts.MOVE_MOUNT.invokeExact(
                state, tree, arena.allocateFrom(""), AT_FDCWD, arena.allocateFrom(path), MOVE_MOUNT_F_EMPTY_PATH)));
    }

    /** Takes a mount away at once, whoever still uses it. */
    static void unmount(String path) throws IOException {
        checked("umount2 of " + path, run((arena, state) ->
                (int) Mounts.UMOUNT2.invokeExact(state, arena.allocateFrom(path), MNT_DETACH | UMOUNT_NOFOLLOW)));
    }

    /** Opens a stream socket for others of this machine; nothing that is done with it waits. */
    static int unixSocket() throws IOException {
        return checked("socket", run((arena, state) ->
                (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_STREAM_CLOEXEC_NONBLOCK, 0)));
    }

    /** Connects such a socket to a path of less than 108 bytes; returns false if so many wait there already that it must be tried again. */
    static boolean connect(int socket, Path server) throws IOException {
        long result = run((arena, state) -> {
            byte[] path = server.toString().getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(2L + path.length + 1, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
            return (int) CONNECT.invokeExact(state, socket, address, (int) address.byteSize());
        });
        if (result == -EAGAIN || result == -EINTR) {
            return false;
        }
        checked("connect", result);
        return true;
    }

    /**
     * Sends bytes over a stream socket; returns how many were taken.
     *
     * @param passed an open file that goes with the first of them, -1 for none
     */
    static int send(int socket, byte[] bytes, int passed) throws IOException {
        long count = run((arena, state) ->
                (long) SENDMSG.invokeExact(state, socket, message(arena, bytes, passed), MSG_NOSIGNAL));
        return count == -EAGAIN || count == -EINTR ? 0 : checked("sendmsg", count);
    }

    /** A {@code struct msghdr} with one {@code iovec} and, for an open file, one {@code cmsghdr}. */
    private static MemorySegment message(Arena arena, byte[] bytes, int passed) {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.ADDRESS, 0, arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
        vector.set(LONG, 8, bytes.length);
        MemorySegment message = arena.allocate(56, 8);
        message.set(ValueLayout.ADDRESS, 16, vector);
        message.set(LONG, 24, 1);
        if (passed >= 0) {
            MemorySegment control = arena.allocate(24, 8);
            control.set(LONG, 0, 20);
            control.set(INT, 8, SOL_SOCKET);
            control.set(INT, 12, SCM_RIGHTS);
            control.set(INT, 16, passed);
            message.set(ValueLayout.ADDRESS, 32, control);
            message.set(LONG, 40, control.byteSize());
        }
        return message;
    }

    /** Reads what has come over a stream socket; returns how many bytes, 0 if none is there now, -1 if none will ever come. */
    static int read(int socket, ByteBuffer into) throws IOException {
        int most = into.remaining();
        long count = run((arena, state) -> {
            MemorySegment buffer = arena.allocate(most);
            long read = (long) RECV.invokeExact(state, socket, buffer, (long) most, 0);
            if (read > 0) {
                into.put(buffer.asSlice(0, read).asByteBuffer());
            }
            return read;
        });
        if (count == -EAGAIN || count == -EINTR) {
            return 0;
        }
        return count == 0 ? -1 : checked("recv", count);
    }

    /** Opens a UDP socket on one device of the calling thread's namespace. */
    static int udpSocket(String device, int port) throws IOException {
        int socket = checked("socket", run((arena, state) ->
                (int) SOCKET.invokeExact(state, AF_INET, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0)));
        try {
            option(socket, SO_REUSEADDR);
            option(socket, SO_BROADCAST);
            checked("binding a socket to the device " + device, run((arena, state) -> {
                MemorySegment name = arena.allocateFrom(device);
                return (int)
                        SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_BINDTODEVICE, name, (int) name.byteSize());
            }));
            checked("bind to port " + port, run((arena, state) -> {
                MemorySegment address = address(arena, 0, port);
                return (int) BIND.invokeExact(state, socket, address, (int) address.byteSize());
            }));
            return socket;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private static void option(int socket, int name) throws IOException {
        checked("socket option " + name, run((arena, state) -> {
            MemorySegment one = arena.allocateFrom(INT, 1);
            return (int) SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, name, one, 4);
        }));
    }

    /** A {@code struct sockaddr_in}. */
    private static MemorySegment address(Arena arena, int ip, int port) {
        MemorySegment address = arena.allocate(16);
        ByteBuffer bytes = address.asByteBuffer();
        bytes.order(ByteOrder.nativeOrder()).putShort((short) AF_INET);
        bytes.order(ByteOrder.BIG_ENDIAN).putShort((short) port).putInt(ip);
        return address;
    }

    /** Returns the next datagram, an empty array if there is none now. */
    static byte[] receive(int socket, int largest) throws IOException {
        byte[][] datagram = {new byte[0]};
        long count = run((arena, state) -> {
            MemorySegment buffer = arena.allocate(largest);
            long read = (long) RECV.invokeExact(state, socket, buffer, (long) largest, 0);
            if (read > 0) {
                datagram[0] = buffer.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
            }
            return read;
        });
        if (count != -EAGAIN && count != -EINTR) {
            checked("recv", count);
        }
        return datagram[0];
    }

    /** Sends a datagram to everybody on the device that the socket is bound to. */
    static void broadcast(int socket, byte[] datagram, int port) throws IOException {
        checked("sendto", run((arena, state) -> {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
            MemorySegment address = address(arena, -1, port);
            return (long) SENDTO.invokeExact(
                    state, socket, bytes, (long) datagram.length, 0, address, (int) address.byteSize());
        }));
    }

    /** Waits without limit until one of the descriptors can be read; returns those. */
    static List<Integer> readable(List<Integer> descriptors) throws IOException {
        List<Integer> ready = new ArrayList<>();
        long count = run((arena, state) -> {
            MemorySegment polls = arena.allocate(8L * descriptors.size(), 4);
            for (int i = 0; i < descriptors.size(); i++) {
                polls.set(INT, 8L * i, descriptors.get(i));
                polls.set(ValueLayout.JAVA_SHORT, 8L * i + 4, POLLIN);
            }
            int found = (int) POLL.invokeExact(state, polls, (long) descriptors.size(), -1);
            for (int i = 0; found > 0 && i < descriptors.size(); i++) {
                if (polls.get(ValueLayout.JAVA_SHORT, 8L * i + 6) != 0) {
                    ready.add(descriptors.get(i));
                }
            }
            return found;
        });
        if (count != -EINTR) {
            checked("poll", count);
        }
        return ready;
    }

    /** Makes a descriptor that wakes {@link #readable}. */
    static int bell() throws IOException {
        return checked("eventfd", run((arena, state) -> (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC_NONBLOCK)));
    }

    static void ring(int bell) throws IOException {
        checked("write", run((arena, state) -> (long) WRITE.invokeExact(state, bell, arena.allocateFrom(LONG, 1), 8L)));
    }

    static void silence(int bell) {
        run((arena, state) -> (long) READ.invokeExact(state, bell, arena.allocate(8), 8L));
    }

    static void close(int descriptor) {
        run((arena, state) -> (int) CLOSE.invokeExact(state, descriptor));
    }
}
