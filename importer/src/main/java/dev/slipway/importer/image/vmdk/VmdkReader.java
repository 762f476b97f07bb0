package dev.slipway.importer.image.vmdk;

import dev.slipway.importer.image.DiskSink;
import dev.slipway.importer.image.ExtentReader;
import dev.slipway.importer.image.ImageInput;
import dev.slipway.importer.image.ImageReader;
import dev.slipway.importer.image.MappedImage;
import dev.slipway.importer.image.UnitCodec;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.VolumeProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** Opens VMDK images: as a map where grains lie in the file as they are (monolithicSparse), else as a stream of packed grains. */
public final class VmdkReader {
    private VmdkReader() {}

    /** Checks header and descriptor and returns its reader. */
    public static ImageReader open(ImageInput input, DiskSink sink) throws IOException {
        VmdkHeader header = VmdkHeader.parse(input.head());
        if (header.virtualSize().compareTo(input.volume()) > 0) {
            throw new ImportFailure(new VolumeProblem.VirtualSizeTooLarge(header.virtualSize(), input.volume()));
        }
        if (header.compressed()) {
            return new VmdkStream(header, grainsByTables(header, input), sink);
        }
        ExtentReader map = new ExtentReader("VMDK", UnitCodec.ZLIB, header.grainBytes(), header.virtualSize(), sink);
        eachEntry(header, input, (entry, grain) -> {
            if (entry > 1 || (entry == 1 && !header.zeroedGrains())) {
                map.addExtent(entry * VmdkHeader.SECTOR, grain * header.grainBytes(), header.grainBytes());
            }
        });
        map.seal();
        if (input.length().isPresent()) {
            map.checkLength(input.length().getAsLong());
        }
        return new MappedImage("vmdk", header.virtualSize(), map);
    }

    private interface Entry {
        void is(long sector, long grain) throws ImportFailure;
    }

    /** Returns how many grains the tables at the head of a packed image name; empty if the tables are elsewhere. */
    private static OptionalLong grainsByTables(VmdkHeader header, ImageInput input) throws IOException {
        if (header.directory() < 0 || !input.canRead(header.directory(), header.overheadBytes() - header.directory())) {
            return OptionalLong.empty();
        }
        long[] count = new long[1];
        eachEntry(header, input, (entry, grain) -> count[0] += entry > 1 ? 1 : 0);
        return OptionalLong.of(count[0]);
    }

    private static void eachEntry(VmdkHeader header, ImageInput input, Entry entry) throws IOException {
        ByteBuffer directory = read(input, header.directory(), header.tables() * 4L, "the grain directory");
        for (int table = 0; table < header.tables(); table++) {
            long at = Integer.toUnsignedLong(directory.getInt(table * 4)) * VmdkHeader.SECTOR;
            if (at == 0) {
                continue;
            }
            long first = (long) table * VmdkHeader.TABLE_ENTRIES;
            int count = (int) Math.min(VmdkHeader.TABLE_ENTRIES, header.grains() - first);
            ByteBuffer entries = read(input, at, VmdkHeader.TABLE_ENTRIES * 4L, "a grain table");
            for (int i = 0; i < count; i++) {
                entry.is(Integer.toUnsignedLong(entries.getInt(i * 4)), first + i);
            }
        }
    }

    private static ByteBuffer read(ImageInput input, long offset, long count, String what) throws IOException {
        if (input.length().isPresent() && offset + count > input.length().getAsLong()) {
            throw new ImportFailure(new ImageProblem.ImageTruncated(
                    what, new Bytes(input.length().getAsLong()), new Bytes(offset + count)));
        }
        if (!input.canRead(offset, count)) {
            throw new ImportFailure(new ImageProblem.LayoutNeedsRanges("VMDK"));
        }
        return input.read(offset, Math.toIntExact(count)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
