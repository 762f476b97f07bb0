package dev.slipway.machine.cloudinit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which sectors hold what: path tables and directories of both hierarchies, continuation area, files. */
final class IsoLayout {
    /** A path table in its two byte orders. */
    record PathTable(int bytes, int littleEndianSector, int bigEndianSector) {}

    private record Extent(int sector, int bytes) {}

    private final IsoTree tree;
    private final Map<IsoNaming, PathTable> tables = new EnumMap<>(IsoNaming.class);
    private final Map<IsoNaming, Map<IsoTree.Directory, Extent>> directories = new EnumMap<>(IsoNaming.class);
    private final Map<IsoTree.File, Integer> files = new LinkedHashMap<>();
    private final IsoContinuation continuation;
    private final Map<IsoTree.Directory, List<byte[]>> rockRidge = new HashMap<>();
    private final int sectors;

    private IsoLayout(IsoTree tree, int first) {
        this.tree = tree;
        int next = first;
        for (IsoNaming naming : IsoNaming.values()) {
            int bytes = tableBytes(naming);
            tables.put(naming, new PathTable(bytes, next, next + sectors(bytes)));
            next += 2 * sectors(bytes);
        }
        // The size of a directory does not depend on where it lies, so sizes come first and places after
        for (IsoNaming naming : IsoNaming.values()) {
            Map<IsoTree.Directory, Extent> extents = new HashMap<>();
            for (IsoTree.Directory directory : tree.directories()) {
                int bytes = directoryBytes(directory, naming);
                extents.put(directory, new Extent(next, bytes));
                next += bytes / Iso9660Image.SECTOR;
            }
            directories.put(naming, extents);
        }
        continuation = new IsoContinuation(next);
        next += measuredContinuation(next);
        for (IsoTree.File file : tree.files()) {
            files.put(file, next);
            next += sectors(file.content().length);
        }
        sectors = next;
        for (IsoTree.Directory directory : tree.directories()) {
            rockRidge.put(directory, build(directory, IsoNaming.ROCK_RIDGE, continuation));
        }
    }

    static IsoLayout of(IsoTree tree, int first) {
        return new IsoLayout(tree, first);
    }

    int sectors() {
        return sectors;
    }

    PathTable pathTable(IsoNaming naming) {
        return Objects.requireNonNull(tables.get(naming));
    }

    int sector(IsoTree.Directory directory, IsoNaming naming) {
        return extent(directory, naming).sector();
    }

    int bytes(IsoTree.Directory directory, IsoNaming naming) {
        return extent(directory, naming).bytes();
    }

    Map<IsoTree.File, Integer> files() {
        return files;
    }

    IsoContinuation continuation() {
        return continuation;
    }

    List<byte[]> records(IsoTree.Directory directory, IsoNaming naming) {
        return switch (naming) {
            case ROCK_RIDGE -> Objects.requireNonNull(rockRidge.get(directory));
            case JOLIET -> build(directory, naming, continuation);
        };
    }

    private Extent extent(IsoTree.Directory directory, IsoNaming naming) {
        return Objects.requireNonNull(
                Objects.requireNonNull(directories.get(naming)).get(directory));
    }

    private int tableBytes(IsoNaming naming) {
        return tree.directories().stream()
                .mapToInt(directory -> directory == tree.root() ? 1 : naming.name(directory).length)
                .map(length -> 8 + length + length % 2)
                .sum();
    }

    private int directoryBytes(IsoTree.Directory directory, IsoNaming naming) {
        int end = 0;
        for (byte[] entry : build(directory, naming, new IsoContinuation(0))) {
            if (end % Iso9660Image.SECTOR + entry.length > Iso9660Image.SECTOR) {
                end += Iso9660Image.SECTOR - end % Iso9660Image.SECTOR;
            }
            end += entry.length;
        }
        return sectors(end) * Iso9660Image.SECTOR;
    }

    private int measuredContinuation(int first) {
        IsoContinuation trial = new IsoContinuation(first);
        tree.directories().forEach(directory -> build(directory, IsoNaming.ROCK_RIDGE, trial));
        return trial.sectors();
    }

    private List<byte[]> build(IsoTree.Directory directory, IsoNaming naming, IsoContinuation rest) {
        boolean rock = naming == IsoNaming.ROCK_RIDGE;
        List<byte[]> records = new ArrayList<>();
        int own = place(directory, naming);
        int ownBytes = size(directory, naming);
        records.add(
                rock && directory == tree.root()
                        ? IsoRecord.rootItself(own, ownBytes, rest)
                        : IsoRecord.dots(0, own, ownBytes, rock));
        IsoTree.Directory parent = directory.parent();
        records.add(IsoRecord.dots(1, place(parent, naming), size(parent, naming), rock));
        for (IsoTree.Node child : naming.sorted(directory)) {
            boolean inner = child instanceof IsoTree.Directory;
            int sector = place(child, naming);
            int bytes = size(child, naming);
            byte[] name = naming.name(child);
            records.add(
                    rock
                            ? IsoRecord.named(name, child.name(), sector, bytes, inner, rest)
                            : IsoRecord.plain(name, sector, bytes, inner));
        }
        return records;
    }

    /** Returns where a node lies, or 0 while the layout is still being measured. */
    private int place(IsoTree.Node node, IsoNaming naming) {
        return switch (node) {
            case IsoTree.Directory directory -> known(directory, naming).sector();
            case IsoTree.File file -> files.getOrDefault(file, 0);
        };
    }

    private int size(IsoTree.Node node, IsoNaming naming) {
        return switch (node) {
            case IsoTree.Directory directory -> known(directory, naming).bytes();
            case IsoTree.File file -> file.content().length;
        };
    }

    private Extent known(IsoTree.Directory directory, IsoNaming naming) {
        return directories.getOrDefault(naming, Map.of()).getOrDefault(directory, new Extent(0, 0));
    }

    private static int sectors(int bytes) {
        return (bytes + Iso9660Image.SECTOR - 1) / Iso9660Image.SECTOR;
    }
}
