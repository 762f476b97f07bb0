package dev.slipway.importer.image.qcow2;

import dev.slipway.importer.image.DiskSink;
import dev.slipway.importer.image.ExtentReader;
import dev.slipway.importer.image.ImageInput;
import dev.slipway.importer.image.ImageReader;
import dev.slipway.importer.image.MappedImage;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.VolumeProblem;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Opens qcow2 images: as a map where the tables can be read before the data streams by, else as a stream. */
public final class Qcow2Reader {
    private Qcow2Reader() {}

    /** Returns whether an image that begins with {@code head} is qcow2. */
    public static boolean recognises(ByteBuffer head) {
        return head.limit() >= 4 && head.getInt(0) == Qcow2Header.MAGIC;
    }

    /** Checks header and tables and returns its reader. */
    public static ImageReader open(ImageInput input, DiskSink sink) throws IOException {
        Qcow2Header header = Qcow2Header.parse(input.head());
        if (header.virtualSize().compareTo(input.volume()) > 0) {
            throw new ImportFailure(new VolumeProblem.VirtualSizeTooLarge(header.virtualSize(), input.volume()));
        }
        ExtentReader map = new ExtentReader("qcow2", header.codec(), header.clusterBytes(), header.virtualSize(), sink);
        Qcow2Tables tables = new Qcow2Tables(header, entriesOf(map));
        int l1Bytes = header.l1Entries() * 8;
        inFile(input, "the L1 table", header.l1Offset(), l1Bytes);
        if (!input.canRead(header.l1Offset(), l1Bytes)) {
            return new Qcow2Stream(header, map, sink);
        }
        long[] offsets = l1Bytes == 0 ? new long[0] : tables.readL1(input.read(header.l1Offset(), l1Bytes));
        boolean readable = true;
        for (long offset : offsets) {
            inFile(input, "an L2 table", offset, offset == 0 ? 0 : header.clusterBytes());
            readable &= offset == 0 || input.canRead(offset, header.clusterBytes());
        }
        if (!readable) {
            return new Qcow2Stream(header, map, sink);
        }
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] != 0) {
                tables.readL2(input.read(offsets[i], header.clusterBytes()), i);
            }
        }
        map.seal();
        if (input.length().isPresent()) {
            map.checkLength(input.length().getAsLong());
        }
        return new MappedImage("qcow2", header.virtualSize(), map);
    }

    static Qcow2Tables.Entries entriesOf(ExtentReader map) {
        return new Qcow2Tables.Entries() {
            @Override
            public void addExtent(long fileOffset, long diskOffset, long count) throws IOException {
                map.addExtent(fileOffset, diskOffset, count);
            }

            @Override
            public void addPacked(long fileOffset, int bytes, long cluster) throws IOException {
                map.addPacked(fileOffset, bytes, cluster);
            }
        };
    }

    private static void inFile(ImageInput input, String what, long offset, long count) throws ImportFailure {
        if (input.length().isPresent() && count > input.length().getAsLong() - offset) {
            throw new ImportFailure(new ImageProblem.ImageTruncated(
                    what, new Bytes(input.length().getAsLong()), new Bytes(offset + count)));
        }
    }
}
