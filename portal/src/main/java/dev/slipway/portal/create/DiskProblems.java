package dev.slipway.portal.create;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.images.ImageAddress;
import dev.slipway.portal.images.ImageRow;
import dev.slipway.portal.images.Quoted;
import dev.slipway.portal.layout.Formats;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** What is wrong with a disk that a form describes. */
public final class DiskProblems {
    private static final int MOST_GIB = 65_536;
    private static final double GIB = 1024.0 * 1024 * 1024;

    private DiskProblems() {}

    /** Returns what is wrong with the place that a disk comes from. */
    public static Optional<String> source(DiskChoice disk, Choices choices, String project) {
        return switch (disk.source()) {
            case IMAGE -> image(disk, choices);
            case URL -> ImageAddress.problem(disk.image());
            case CLAIM ->
                choices.claims().contains(disk.claim())
                        ? Optional.empty()
                        : Optional.of(
                                disk.claim().isEmpty()
                                        ? "Choose the claim with the disk."
                                        : "There is no free claim " + Quoted.of(disk.claim()) + " in project " + project
                                                + ". Choose another.");
            case BLANK -> Optional.empty();
        };
    }

    /** Returns what is wrong with the size of a disk; a claim keeps its own. */
    public static Optional<String> size(DiskChoice disk, Choices choices) {
        if (disk.source() == DiskSource.CLAIM) {
            return Optional.empty();
        }
        Optional<String> wrong = FormNumber.problem("GiB of disk", disk.size(), 0, MOST_GIB, false);
        if (wrong.isPresent() || disk.source() != DiskSource.IMAGE) {
            return wrong;
        }
        return disk.imageKey()
                .flatMap(choices::image)
                .filter(row -> new BigDecimal(disk.size()).doubleValue() * GIB < row.bytes())
                .map(row -> disk.size() + " GiB is less than the disk of "
                        + row.key().name() + ", which has " + Formats.bytes(row.bytes()) + ". Use " + least(row)
                        + " or more.");
    }

    /** Returns the least size in GiB for a copy of an image. */
    static String least(ImageRow row) {
        return BigDecimal.valueOf(row.bytes() / GIB)
                .setScale(3, RoundingMode.UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static Optional<String> image(DiskChoice disk, Choices choices) {
        Optional<ObjectKey> key = disk.imageKey();
        if (key.isEmpty()) {
            return Optional.of("Choose an image, or another source.");
        }
        Optional<ImageRow> row = choices.image(key.get());
        if (row.isEmpty()) {
            return Optional.of(
                    "There is no image " + Quoted.of(disk.from()) + ", or you may not see it. Choose another.");
        }
        return row.get().state().ready()
                ? Optional.empty()
                : Optional.of("Image " + key.get() + " is not ready ("
                        + row.get().state().words().toLowerCase(Locale.ROOT) + "). Wait for it, or choose another.");
    }
}
