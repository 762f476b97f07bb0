package dev.slipway.importer.source;

import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Where a disk has data; all else are holes, which read as zeros. Knows the disk as it was when it was looked at. */
public final class DataMap {
    /** Most stretches of a map; beyond, near ones are joined. */
    private static final int MOST = 1 << 20;

    private static final int ENTRY = 2 * Long.BYTES;
    private static final int O_RDONLY = 0;

    /** Values of {@code whence} of lseek(2). */
    private static final int SEEK_DATA = 3;

    private static final int SEEK_HOLE = 4;

    private final TreeMap<Long, Long> data = new TreeMap<>();

    private DataMap() {}

    /** Looks at a file or device of {@code length} bytes; where holes are not known, all is data. */
    public static DataMap of(Path path, long length) throws IOException {
        DataMap map = new DataMap();
        long gap = Math.max(1, length / MOST);
        try (Descriptor file = Descriptor.open(path)) {
            for (long at = 0; at < length; ) {
                long from = file.seek(at, SEEK_DATA);
                long to = from < 0 ? -1 : file.seek(from, SEEK_HOLE);
                if (from < 0) {
                    break; // no data behind this place
                }
                map.add(from, to < 0 ? length : to, gap);
                at = to < 0 ? length : to;
            }
        }
        return map;
    }

    /** Reads what {@link #encoded} wrote; throws {@link IllegalArgumentException} if it is something else. */
    public static DataMap decode(ByteBuffer encoded) {
        DataMap map = new DataMap();
        if (encoded.remaining() % ENTRY != 0 || encoded.remaining() / ENTRY > MOST) {
            throw new IllegalArgumentException("a map of " + encoded.remaining() + " bytes");
        }
        long last = -1;
        while (encoded.hasRemaining()) {
            long from = encoded.getLong();
            long to = encoded.getLong();
            if (from <= last || to <= from) {
                throw new IllegalArgumentException("a map whose stretches are not in order");
            }
            map.data.put(from, to);
            last = to;
        }
        return map;
    }

    /** Returns pairs of 64-bit numbers, big-endian: first byte of a stretch of data and the byte after its last. */
    public ByteBuffer encoded() {
        ByteBuffer bytes = ByteBuffer.allocate(data.size() * ENTRY);
        data.forEach((from, to) -> bytes.putLong(from).putLong(to));
        return bytes.flip();
    }

    /** Returns the longest encoded map, bytes. */
    public static int longest() {
        return MOST * ENTRY;
    }

    /** Returns whether the span has data. */
    public boolean any(Span span) {
        Map.Entry<Long, Long> before = data.lowerEntry(span.to());
        return before != null && before.getValue() > span.from();
    }

    private void add(long from, long to, long gap) {
        Map.Entry<Long, Long> last = data.lastEntry();
        if (last != null && from - last.getValue() < gap) {
            data.put(last.getKey(), to);
        } else {
            data.put(from, to);
        }
    }

    /** An open file that C knows by its number. */
    private record Descriptor(int number, MethodHandle seeker, MethodHandle closer) implements AutoCloseable {
        @SuppressWarnings("restricted") // the signatures are those of open(2), lseek(2) and close(2)
        static Descriptor open(Path path) throws IOException {
            Linker linker = Linker.nativeLinker();
            SymbolLookup libc = linker.defaultLookup();
            MethodHandle opener = linker.downcallHandle(
                    libc.findOrThrow("open"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
            MethodHandle seeker = linker.downcallHandle(
                    libc.findOrThrow("lseek"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
            MethodHandle closer = linker.downcallHandle(
                    libc.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment name = arena.allocateFrom(path.toString());
                int number = (int) opener.invokeExact(name, O_RDONLY);
                if (number < 0) {
                    throw new IOException(path + " cannot be opened");
                }
                return new Descriptor(number, seeker, closer);
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IOException("open cannot be called: " + e.getMessage(), e);
            }
        }

        /** Returns where data or a hole begins; -1 if nowhere behind the place. */
        long seek(long at, int whence) throws IOException {
            try {
                return (long) seeker.invokeExact(number, at, whence);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IOException("lseek cannot be called: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                int closed = (int) closer.invokeExact(number);
                assert closed == 0 : "the descriptor is ours and open";
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IOException("close cannot be called: " + e.getMessage(), e);
            }
        }
    }
}
