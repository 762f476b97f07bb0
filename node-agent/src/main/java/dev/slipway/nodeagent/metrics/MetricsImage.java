package dev.slipway.nodeagent.metrics;

import dev.slipway.machine.metrics.MetricsDisk;
import dev.slipway.nodeagent.netns.PinnedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The image of a guest's disk of figures.
 *
 * @param path its path on the node; the launcher has made it
 */
public record MetricsImage(Path path) {
    /**
     * Writes a report.
     *
     * @throws IOException if the image is not there, or is no regular file: its directory is the launcher's to fill
     */
    public void write(String report) throws IOException {
        byte[] text = MetricsDisk.text(report);
        PinnedFile held = PinnedFile.of(path).orElseThrow(() -> new IOException(path.getFileName() + " is not there"));
        try (held) {
            if (!held.isRegular()) {
                throw new IOException(path.getFileName() + " is no regular file");
            }
            try (FileChannel image = FileChannel.open(held.path(), StandardOpenOption.WRITE)) {
                put(image, MetricsDisk.header(text, true), 0);
                put(image, text, MetricsDisk.placeOfText());
                put(image, MetricsDisk.header(text, false), 0);
            }
        }
    }

    private static void put(FileChannel image, byte[] bytes, long place) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            image.write(left, place + left.position());
        }
    }
}
