package dev.slipway.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Sentences for whoever typed {@code ./slipway up} and waits: one a line, then {@code READY}. Without a listener they
 * go to the standard error stream.
 *
 * @param file the file that the command reads
 */
record Notice(Optional<Path> file) {
    static Notice fromEnvironment() {
        return new Notice(Optional.ofNullable(System.getenv("SLIPWAY_NOTICE")).map(Path::of));
    }

    void say(String sentence) {
        if (file.isEmpty()) {
            System.err.println(sentence);
            return;
        }
        try {
            Files.writeString(file.get(), sentence + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // Whoever waited has gone.
            System.err.println(sentence);
        }
    }

    void ready() {
        if (file.isPresent()) {
            say("READY");
        }
    }
}
