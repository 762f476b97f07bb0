package dev.slipway.importer.image;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** How single clusters or grains of an image are packed. */
public enum UnitCodec {
    /** Raw deflate (RFC 1951): qcow2 compression type 0. */
    DEFLATE("qcow2") {
        @Override
        boolean unpack(ByteBuffer packed, ByteBuffer into) throws DataFormatException {
            return inflate(packed, into, true);
        }
    },
    /** zlib with header and checksum (RFC 1950): grains of VMDK. */
    ZLIB("VMDK") {
        @Override
        boolean unpack(ByteBuffer packed, ByteBuffer into) throws DataFormatException {
            return inflate(packed, into, false);
        }
    },
    /** A zstandard frame: qcow2 compression type 1. */
    ZSTD("qcow2") {
        @Override
        boolean unpack(ByteBuffer packed, ByteBuffer into) {
            return ZstdUnit.expand(packed, into);
        }
    };

    private final String format;

    UnitCodec(String format) {
        this.format = format;
    }

    abstract boolean unpack(ByteBuffer packed, ByteBuffer into) throws DataFormatException;

    /** Fills {@code into} up to its limit with the bytes of {@code unit}; neither more nor less will do. */
    public static void expand(PackedUnit unit, ByteBuffer into) throws ImportFailure {
        String detail =
                "the compressed data for disk offset " + unit.diskOffset() + " does not expand to a whole cluster";
        try {
            if (!unit.codec().unpack(unit.packed(), into)) {
                throw new ImportFailure(new ImageProblem.ImageCorrupt(unit.codec().format, detail));
            }
        } catch (DataFormatException | ZstdException e) {
            throw new ImportFailure(new ImageProblem.ImageCorrupt(unit.codec().format, detail), e);
        }
    }

    private static boolean inflate(ByteBuffer packed, ByteBuffer into, boolean raw) throws DataFormatException {
        try (Inflater inflater = new Inflater(raw)) {
            inflater.setInput(packed);
            while (into.hasRemaining()) {
                if (inflater.inflate(into) == 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Keeps the native library of zstd unloaded until a cluster needs it. */
    private static final class ZstdUnit {
        static boolean expand(ByteBuffer packed, ByteBuffer into) {
            try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
                ByteBuffer source = direct(packed);
                // as a stream, since only that stops at the end of the frame: padding follows
                while (into.hasRemaining() && !context.decompressDirectByteBufferStream(into, source)) {
                    if (!source.hasRemaining()) {
                        break;
                    }
                }
                return !into.hasRemaining();
            }
        }

        private static ByteBuffer direct(ByteBuffer bytes) {
            return bytes.isDirect()
                    ? bytes.slice()
                    : ByteBuffer.allocateDirect(bytes.remaining())
                            .put(bytes.duplicate())
                            .flip();
        }
    }
}
