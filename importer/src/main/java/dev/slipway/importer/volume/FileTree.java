package dev.slipway.importer.volume;

import dev.slipway.importer.problem.ArchiveProblem;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.VolumeProblem;
import dev.slipway.importer.tar.EntryPath;
import dev.slipway.importer.tar.TarEntries;
import dev.slipway.importer.tar.TarEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim that holds the files of an archive. They belong to whoever unpacks them, with the permissions and times of the
 * archive; nobody else writes here meanwhile.
 */
public final class FileTree {
    /** What a file system keeps for itself. */
    private static final String LOST = "lost+found";

    /** What an entry costs beside its content, and by what content is rounded up: a block of a tar. */
    private static final long BLOCK = 512;

    /** What a directory costs. */
    private static final long DIRECTORY = 4096;

    /** Permissions without those to become somebody else by running a file. */
    private static final int PERMISSIONS = 0777;

    private static final int COPY_BYTES = 256 << 10;

    private final Path directory;
    private final Bytes size;
    private final byte[] copy = new byte[COPY_BYTES];
    private final Map<Path, TarEntry> folders = new HashMap<>();
    private long used;

    /**
     * Names a tree.
     *
     * @param directory the mounted claim
     * @param size how much its files may be in all
     */
    public FileTree(Path directory, Bytes size) {
        this.directory = directory;
        this.size = size;
    }

    public Path directory() {
        return directory;
    }

    public Bytes size() {
        return size;
    }

    /** Takes away everything that is in the claim. */
    public void clear() throws IOException {
        used = 0;
        folders.clear();
        Path root = directory.toRealPath();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (isKept(folder)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!folder.equals(root)) {
                    open(folder);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path folder, IOException cause) throws IOException {
                if (isKept(folder)) {
                    return FileVisitResult.CONTINUE;
                }
                // A folder that its owner may not read: an archive can say so.
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || Files.isReadable(folder)) {
                    throw cause;
                }
                open(folder);
                Files.walkFileTree(folder, this);
                return FileVisitResult.CONTINUE;
            }

            private boolean isKept(Path folder) {
                return folder.equals(root.resolve(LOST));
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException cause) throws IOException {
                if (cause != null) {
                    throw cause;
                }
                if (!folder.equals(root)) {
                    Files.delete(folder);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Unpacks the entry that {@code entries} is at. */
    public void add(TarEntry entry, TarEntries entries) throws IOException {
        EntryPath path = EntryPath.of(entry);
        if (path.names().isEmpty()) {
            return; // the claim's own directory belongs to the node
        }
        if (path.names().getFirst().equals(LOST)) {
            return; // of the archive's file system, as that of the claim is the claim's own
        }
        charge(entry);
        try {
            Path place = place(path, entry);
            switch (entry.kind()) {
                case DIRECTORY -> {
                    folder(place, entry);
                    folders.put(place, entry);
                }
                case FILE -> {
                    make(place, entry);
                    file(place, entry, entries);
                }
                case SYMBOLIC_LINK -> {
                    path.checkSymbolicLink(entry);
                    make(place, entry);
                    Files.createSymbolicLink(place, Path.of(entry.target()));
                }
                case HARD_LINK -> {
                    Path other = existing(entry);
                    if (!other.equals(place)) {
                        make(place, entry);
                        Files.createLink(place, other);
                    }
                }
                case DEVICE -> throw refused(entry, "is a device or a pipe");
                case OTHER -> throw refused(entry, "is neither a file, a folder nor a link");
            }
        } catch (ImportFailure e) {
            throw e;
        } catch (IOException e) {
            throw full(e);
        }
    }

    /** Gives folders their permissions and times, and brings all onto the storage; returns how much there is. */
    public Bytes finish() throws IOException {
        // The inner ones first: an outer one may then not be entered any more.
        List<Map.Entry<Path, TarEntry>> inwards = folders.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Path, TarEntry> folder) ->
                                folder.getKey().getNameCount())
                        .reversed())
                .toList();
        for (Map.Entry<Path, TarEntry> folder : inwards) {
            settle(folder.getKey(), folder.getValue());
        }
        FileSystemSync.of(directory);
        return new Bytes(used);
    }

    private void charge(TarEntry entry) throws ImportFailure {
        charge(
                entry.kind() == TarEntry.Kind.FILE ? entry.size() : 0,
                entry.kind() == TarEntry.Kind.DIRECTORY ? DIRECTORY : BLOCK);
    }

    private void charge(long content, long fixed) throws ImportFailure {
        long left = size.count() - used;
        if (content < 0 || content > left || Math.ceilDiv(content, BLOCK) * BLOCK + fixed > left) {
            throw new ImportFailure(new ArchiveProblem.ArchiveTooLarge(size));
        }
        used += Math.ceilDiv(content, BLOCK) * BLOCK + fixed;
    }

    /** Returns the path of an entry, every folder above it a real one: made if it is missing, refused if it is a link. */
    private Path place(EntryPath path, TarEntry entry) throws IOException {
        Path at = directory.toRealPath();
        for (String name : path.names().subList(0, path.names().size() - 1)) {
            at = at.resolve(name);
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                    throw refused(entry, "lies below something that is no folder of the archive");
                }
                charge(0, DIRECTORY);
                Files.createDirectory(
                        at, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            }
        }
        return at.resolve(path.names().getLast());
    }

    /** Returns the file that a hard link names, which was unpacked before it. */
    private Path existing(TarEntry link) throws IOException {
        EntryPath path = EntryPath.ofHardLink(link);
        Path at = directory.toRealPath();
        for (String name : path.names()) {
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                break;
            }
            at = at.resolve(name);
        }
        boolean whole = at.getNameCount()
                == directory.toRealPath().getNameCount() + path.names().size();
        if (!whole || !Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(link, "is a second name of a file that the archive does not have before it");
        }
        return at;
    }

    private static void folder(Path place, TarEntry entry) throws IOException {
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            make(place, entry);
            Files.createDirectory(place);
        }
        open(place);
    }

    /** Makes room for an entry: a later one takes the place of an earlier, as tar has it. */
    private static void make(Path place, TarEntry entry) throws IOException {
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(entry, "takes the place of a folder");
        }
        Files.deleteIfExists(place);
    }

    private void file(Path place, TarEntry entry, TarEntries entries) throws IOException {
        try (FileChannel channel = FileChannel.open(
                place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            for (int count = entries.read(copy, 0, copy.length);
                    count >= 0;
                    count = entries.read(copy, 0, copy.length)) {
                for (ByteBuffer bytes = ByteBuffer.wrap(copy, 0, count); bytes.hasRemaining(); ) {
                    channel.write(bytes);
                }
            }
        }
        settle(place, entry);
    }

    private static void settle(Path place, TarEntry entry) throws IOException {
        // The time first: for it the file is opened, which its permissions may forbid its owner, too.
        Files.setLastModifiedTime(place, FileTime.from(entry.modified()));
        Files.setAttribute(place, "unix:mode", entry.mode() & PERMISSIONS, LinkOption.NOFOLLOW_LINKS);
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private IOException full(IOException cause) {
        String detail = String.valueOf(cause.getMessage());
        boolean full = detail.contains("No space left on device") || detail.contains("Disk quota exceeded");
        return full ? new ImportFailure(new VolumeProblem.NoSpace(directory.toString(), size), cause) : cause;
    }

    private static ImportFailure refused(TarEntry entry, String reason) {
        return new ImportFailure(new ArchiveProblem.ArchiveRefused(entry.name(), reason));
    }
}
