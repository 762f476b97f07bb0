package dev.slipway.importer.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.importer.image.DiskSink;
import dev.slipway.importer.image.ImageInput;
import dev.slipway.importer.image.ImageReader;
import dev.slipway.importer.image.qcow2.Qcow2Reader;
import dev.slipway.importer.image.vmdk.VmdkReader;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** What an image is, judged by its first bytes. */
public enum ImageFormat {
    QCOW2("a qcow2 image"),
    VMDK("a VMDK image"),
    VMDK_DESCRIPTOR("the text part of a VMDK image"),
    VDI("a VDI image"),
    VHD("a VHD image"),
    VHDX("a VHDX image"),
    ISO("a CD or DVD image"),
    TAR("a tar archive"),
    ZIP("a zip archive"),
    BZIP2("bzip2 data"),
    SEVEN_ZIP("a 7z archive"),
    WEB_PAGE("a web page"),
    RAW("a raw disk");

    private static final int ISO_DESCRIPTORS = 0x8000;

    private final String words;

    ImageFormat(String words) {
        this.words = words;
    }

    /** Returns the format in words, with article. */
    public String words() {
        return words;
    }

    /** Returns the format of an image that begins with {@code head}; what nothing else claims is a raw disk. */
    public static ImageFormat of(ByteBuffer head) {
        if (Qcow2Reader.recognises(head)) {
            return QCOW2;
        }
        if (text(head, 0, "KDMV") || text(head, 0, "COWD")) {
            return VMDK;
        }
        if (text(head, 0, "# Disk DescriptorFile")) {
            return VMDK_DESCRIPTOR;
        }
        if (head.limit() >= 0x44 && head.getInt(0x40) == 0x7f10dabe) {
            return VDI;
        }
        if (text(head, 0, "vhdxfile")) {
            return VHDX;
        }
        if (text(head, 0, "conectix")) {
            return VHD;
        }
        if (isIso(head)) {
            return ISO;
        }
        return other(head);
    }

    private static ImageFormat other(ByteBuffer head) {
        if (text(head, 257, "ustar")) {
            return TAR;
        }
        if (text(head, 0, "PK\003\004")) {
            return ZIP;
        }
        if (text(head, 0, "BZh") && text(head, 4, "1AY&SY")) {
            return BZIP2;
        }
        if (text(head, 0, "7z\u00bc\u00af'\u001c")) {
            return SEVEN_ZIP;
        }
        String start = prefix(head, 256).strip().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<?xml") ? WEB_PAGE : RAW;
    }

    /** ISO 9660 or UDF: a volume descriptor in the 17th sector of 2048 bytes (ECMA-119 §8, ECMA-167 2/9). */
    private static boolean isIso(ByteBuffer head) {
        for (int sector = 0; sector < 3; sector++) {
            int at = ISO_DESCRIPTORS + sector * 2048 + 1;
            if (text(head, at, "CD001") || text(head, at, "NSR02") || text(head, at, "NSR03")) {
                return true;
            }
        }
        return false;
    }

    /** Returns a reader that takes every byte for a byte of the disk, whatever it looks like. */
    public static ImageReader verbatim(ImageInput input, DiskSink sink) throws IOException {
        return RawReader.open("raw", input, sink);
    }

    /** Returns a reader of the image, its head checked. */
    public static ImageReader open(ImageInput input, DiskSink sink) throws IOException {
        ImageFormat format = of(input.head());
        return switch (format) {
            case QCOW2 -> Qcow2Reader.open(input, sink);
            case VMDK -> VmdkReader.open(input, sink);
            case RAW -> RawReader.open("raw", input, sink);
            case ISO -> RawReader.open("iso", input, sink);
            case VMDK_DESCRIPTOR ->
                throw new ImportFailure(new ImageProblem.ExternalDataRefused("VMDK", "named in its descriptor"));
            case VDI, VHD, VHDX ->
                throw new ImportFailure(new ImageProblem.FormatUnsupported(
                        format.words, "convert it with 'qemu-img convert -O qcow2' and import the result"));
            case TAR, ZIP, SEVEN_ZIP, BZIP2 ->
                throw new ImportFailure(
                        new ImageProblem.FormatUnsupported(format.words, "unpack it and import the disk image inside"));
            case WEB_PAGE ->
                throw new ImportFailure(new ImageProblem.FormatUnsupported(
                        format.words, "use the URL of the image itself instead of a page about it"));
        };
    }

    private static boolean text(ByteBuffer head, int at, String text) {
        if (head.limit() < at + text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((head.get(at + i) & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String prefix(ByteBuffer head, int count) {
        byte[] bytes = new byte[Math.min(count, head.limit())];
        head.get(0, bytes);
        return new String(bytes, ISO_8859_1);
    }
}
