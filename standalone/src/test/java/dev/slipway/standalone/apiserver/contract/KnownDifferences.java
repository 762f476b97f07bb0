package dev.slipway.standalone.apiserver.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The list of what the embedded server does otherwise than Kubernetes: {@code Class.method: reason}, a line each. */
final class KnownDifferences {
    private static final String FILE = "known-differences.txt";

    private KnownDifferences() {}

    static Map<String, String> read() {
        try (InputStream file =
                Objects.requireNonNull(KnownDifferences.class.getResourceAsStream(FILE), FILE + " is not there")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(KnownDifferences::parts)
                    .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] parts(String line) {
        String[] parts = line.split(": ", 2);
        if (parts.length < 2 || parts[1].isBlank()) {
            throw new IllegalStateException(
                    "A line of " + FILE + " has no reason: write Class.method: reason, not " + line);
        }
        return parts;
    }
}
