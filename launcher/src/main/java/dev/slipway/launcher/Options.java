package dev.slipway.launcher;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The launcher's command line.
 *
 * @param runDirectory where sockets and logs lie
 * @param name {@code namespace/name} of the instance
 * @param uid of the instance
 * @param consolePipe name in the run directory of a pipe whose reader gets what the guest writes to its serial line
 */
record Options(Path runDirectory, String name, String uid, Optional<String> consolePipe) {
    static final String USAGE =
            "usage: slipway-launcher --run-dir DIR --name NAMESPACE/NAME --uid UID [--console-pipe NAME]";

    private static final String CONSOLE_PIPE = "--console-pipe";
    private static final Set<String> KNOWN = Set.of("--run-dir", "--name", "--uid", CONSOLE_PIPE);

    /** The command line is wrong; the message is for its author. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message + "\n" + USAGE);
        }
    }

    static Options read(String... arguments) throws UsageException {
        Map<String, String> given = new HashMap<>();
        Iterator<String> words = Arrays.asList(arguments).iterator();
        while (words.hasNext()) {
            String option = words.next();
            if (!KNOWN.contains(option)) {
                throw new UsageException("unknown option '%s'".formatted(option));
            }
            if (!words.hasNext()) {
                throw new UsageException("option %s needs a value".formatted(option));
            }
            given.put(option, words.next());
        }
        return new Options(
                directory(required(given, "--run-dir")),
                required(given, "--name"),
                required(given, "--uid"),
                given.containsKey(CONSOLE_PIPE) ? Optional.of(required(given, CONSOLE_PIPE)) : Optional.empty());
    }

    private static String required(Map<String, String> given, String option) throws UsageException {
        return Optional.ofNullable(given.get(option))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new UsageException("option %s is missing".formatted(option)));
    }

    private static Path directory(String path) throws UsageException {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new UsageException("--run-dir '%s' is no path".formatted(path));
        }
    }
}
