package dev.slipway.importer.volume;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Storage behind a range of a file or device: reserved, or made to read as zeros, by fallocate(2). */
final class Allocation {
    private static final int O_RDWR = 2;
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int ENOSPC = 28;
    private static final int CHUNK = 4 << 20;

    private Allocation() {}

    /** Reserves storage for {@code count} bytes of a file; throws "No space left on device" if there is not enough. */
    static void reserve(Path file, long count) throws IOException {
        int error = fallocate(file, 0, count);
        if (error == ENOSPC) {
            throw new IOException(file + ": No space left on device");
        }
        if (error != 0) {
            rewrite(file, count);
        }
    }

    /** Makes {@code count} bytes of a device read as zeros, as fast as it can. */
    static void zero(Path device, long count) throws IOException {
        if (fallocate(device, KEEP_SIZE | PUNCH_HOLE, count) != 0) {
            write(device, count, false);
        }
    }

    /** Writes what is there once more, zeros at first, so that the file system must find storage for it. */
    private static void rewrite(Path file, long count) throws IOException {
        write(file, count, true);
    }

    private static void write(Path path, long count, boolean keep) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (long at = 0; at < count; at += CHUNK) {
                bytes.clear().limit((int) Math.min(CHUNK, count - at));
                if (keep) {
                    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
                        // the loop's condition does the work
                    }
                    bytes.flip();
                }
                for (long to = at; bytes.hasRemaining(); ) {
                    to += channel.write(bytes, to);
                }
            }
        }
    }

    /** Calls fallocate(2) on all of a file; returns 0 or errno. */
    @SuppressWarnings(
            "restricted") // calling C is what this class is for; the signatures are those of open(2), fallocate(2),
    // close(2)
    private static int fallocate(Path path, int mode, long count) throws IOException {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        StructLayout state = Linker.Option.captureStateLayout();
        VarHandle errno = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        Linker.Option capture = Linker.Option.captureCallState("errno");
        MethodHandle open = linker.downcallHandle(
                libc.findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                capture,
                Linker.Option.firstVariadicArg(2));
        MethodHandle fallocate = linker.downcallHandle(
                libc.findOrThrow("fallocate"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                capture);
        MethodHandle close = linker.downcallHandle(
                libc.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment kept = arena.allocate(state);
            int file = (int) open.invokeExact(kept, arena.allocateFrom(path.toString()), O_RDWR);
            if (file < 0) {
                return (int) errno.get(kept, 0L);
            }
            try {
                int result = (int) fallocate.invokeExact(kept, file, mode, 0L, count);
                return result == 0 ? 0 : (int) errno.get(kept, 0L);
            } finally {
                int closed = (int) close.invokeExact(file);
                assert closed == 0 : "the descriptor is ours and open";
            }
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("fallocate cannot be called: " + e.getMessage(), e);
        }
    }
}
