package dev.slipway.importer.volume;

import dev.slipway.importer.json.AtomicFile;
import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.source.SourceIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How far an import came, kept beside the volume it fills.
 *
 * @param source what is imported
 * @param size size of the disk that is filled
 * @param confirmed bytes of the image from its start that are safely on the volume
 * @param finished whether the disk is complete and published
 * @param format format of the image, once finished
 * @param virtualSize size of the disk in the image, once finished
 */
public record Journal(
        SourceIdentity source, long size, long confirmed, boolean finished, String format, long virtualSize) {

    /** Returns the journal at {@code path}; empty if there is none or it cannot be understood, which means to start anew. */
    public static Optional<Journal> read(Path path) throws IOException {
        try {
            JsonObject json = JsonObject.parse(Files.readString(path));
            SourceIdentity source = new SourceIdentity(
                    json.text("url").orElse(""),
                    json.text("etag"),
                    json.text("lastModified"),
                    json.number("length").orElse(-1L));
            return Optional.of(new Journal(
                    source,
                    json.number("size").orElse(0L),
                    json.number("confirmed").orElse(0L),
                    json.truth("finished").orElse(false),
                    json.text("format").orElse(""),
                    json.number("virtualSize").orElse(0L)));
        } catch (NoSuchFileException | IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Replaces the journal at {@code path}, safe against loss of power. */
    public void write(Path path) throws IOException {
        JsonObject json = new JsonObject()
                .put("url", source.url())
                .put("etag", source.etag())
                .put("lastModified", source.lastModified())
                .put("length", source.length())
                .put("size", size)
                .put("confirmed", confirmed)
                .put("finished", finished)
                .put("format", format)
                .put("virtualSize", virtualSize);
        new AtomicFile(path).writeSynced(json.toString());
    }
}
