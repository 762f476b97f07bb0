package dev.slipway.importer.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Compression around an image. */
public enum Codec {
    GZIP("gz", "\u001f\u008b\b") {
        @Override
        public InputStream expand(InputStream packed) throws IOException {
            return new GZIPInputStream(packed, 256 << 10);
        }
    },
    XZ("xz", "\u00fd7zXZ\0") {
        @Override
        public InputStream expand(InputStream packed) throws IOException {
            return new org.tukaani.xz.XZInputStream(packed, XZ_MEMORY_KIB);
        }
    },
    ZSTD("zst", "(\u00b5/\u00fd") {
        @Override
        public InputStream expand(InputStream packed) throws IOException {
            return new com.github.luben.zstd.ZstdInputStream(packed).setLongMax(ZSTD_WINDOW_BITS);
        }
    };

    /** xz -9 needs 65 MiB for unpacking; more is refused. */
    private static final int XZ_MEMORY_KIB = 80 << 10;

    /** Windows up to 64 MiB, above what zstd -19 makes; more is refused. */
    private static final int ZSTD_WINDOW_BITS = 26;

    private final String extension;
    /** First bytes, one character each. */
    private final String magic;

    Codec(String extension, String magic) {
        this.extension = extension;
        this.magic = magic;
    }

    /** Returns the usual file name extension, without dot. */
    public String extension() {
        return extension;
    }

    /** Returns the codec of data that begins with {@code head}. */
    public static Optional<Codec> of(ByteBuffer head) {
        for (Codec codec : values()) {
            if (codec.begins(head)) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    private boolean begins(ByteBuffer head) {
        if (head.limit() < magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if ((head.get(i) & 0xff) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the expanded bytes of {@code packed}; reading them fails if the data is damaged or ends early. */
    public abstract InputStream expand(InputStream packed) throws IOException;
}
