package dev.slipway.importer.run;

import dev.slipway.importer.codec.Codec;
import dev.slipway.importer.format.ImageFormat;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the name of a file promises about its content.
 *
 * <p>{@code .img}, {@code .bin}, {@code .disk} and names without extension promise nothing: they are in use for raw and qcow2
 * alike.
 */
final class NamePromise {
    private NamePromise() {}

    /** Returns the problem if content is not what {@code fileName} promises. */
    static Optional<ImportProblem> broken(String fileName, List<Codec> codecs, ImageFormat format) {
        List<String> parts =
                new ArrayList<>(List.of(fileName.toLowerCase(Locale.ROOT).split("\\.")));
        String last = parts.removeLast();
        Optional<String> codec = codecOf(last);
        if (codec.isPresent()) {
            Optional<String> found = codecs.stream().map(Codec::extension).findFirst();
            if (!found.equals(codec)) {
                return Optional.of(new ImageProblem.FormatMismatch(
                        fileName,
                        codec.get() + " data",
                        found.map(c -> c + " data").orElse(format.words())));
            }
            last = parts.isEmpty() ? "" : parts.removeLast();
        } else if (!codecs.isEmpty() && formatOf(last).isPresent()) {
            return Optional.of(new ImageProblem.FormatMismatch(
                    fileName, formatOf(last).get().words(), codecs.getFirst().extension() + " data"));
        }
        Optional<ImageFormat> promised = formatOf(last);
        boolean kept = promised.isEmpty()
                || promised.get() == format
                || (promised.get() == ImageFormat.VMDK && format == ImageFormat.VMDK_DESCRIPTOR);
        if (!kept) {
            return Optional.of(
                    new ImageProblem.FormatMismatch(fileName, promised.get().words(), format.words()));
        }
        return Optional.empty();
    }

    private static Optional<String> codecOf(String extension) {
        return switch (extension) {
            case "gz" -> Optional.of("gz");
            case "xz" -> Optional.of("xz");
            case "zst", "zstd" -> Optional.of("zst");
            default -> Optional.empty();
        };
    }

    private static Optional<ImageFormat> formatOf(String extension) {
        return switch (extension) {
            case "qcow2", "qcow" -> Optional.of(ImageFormat.QCOW2);
            case "vmdk" -> Optional.of(ImageFormat.VMDK);
            case "vdi" -> Optional.of(ImageFormat.VDI);
            case "vhdx" -> Optional.of(ImageFormat.VHDX);
            case "iso" -> Optional.of(ImageFormat.ISO);
            case "raw" -> Optional.of(ImageFormat.RAW);
            default -> Optional.empty();
        };
    }
}
