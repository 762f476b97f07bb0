package dev.slipway.importer.volume;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** All that was written to one file system, brought onto its storage by syncfs(2): for any number of small files. */
final class FileSystemSync {
    private static final int O_RDONLY = 0;

    private FileSystemSync() {}

    /** Syncs the file system that {@code directory} is on. */
    @SuppressWarnings(
            "restricted") // calling C is what this class is for; the signatures are those of open(2), syncfs(2),
    // close(2)
    static void of(Path directory) throws IOException {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        MethodHandle open = linker.downcallHandle(
                libc.findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        FunctionDescriptor ofFile = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        MethodHandle sync = linker.downcallHandle(libc.findOrThrow("syncfs"), ofFile);
        MethodHandle close = linker.downcallHandle(libc.findOrThrow("close"), ofFile);
        try (Arena arena = Arena.ofConfined()) {
            int file = (int) open.invokeExact(arena.allocateFrom(directory.toString()), O_RDONLY);
            if (file < 0) {
                throw new IOException(directory + " cannot be opened");
            }
            int result = (int) sync.invokeExact(file);
            int closed = (int) close.invokeExact(file);
            if (result != 0 || closed != 0) {
                throw new IOException("what was written to " + directory + " cannot be brought onto its storage");
            }
        } catch (IOException | Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("syncfs cannot be called: " + e.getMessage(), e);
        }
    }
}
