package dev.slipway.launcher;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of {@code virt-freezer}; it is KubeVirt's.
 *
 * @param freeze whether the file systems are to rest, or to be used again
 * @param name {@code namespace/name} of the instance
 * @param thawAfterSeconds when they are used again though nobody asks for it
 */
record FreezerOptions(boolean freeze, String name, long thawAfterSeconds) {
    private static final String USAGE =
            "usage: virt-freezer --freeze|--unfreeze --name NAME --namespace NAMESPACE [--unfreezeTimeoutSeconds 300]";
    private static final String THAW_AFTER = "--unfreezeTimeoutSeconds";
    private static final Set<String> WITH_VALUE = Set.of("--name", "--namespace", THAW_AFTER);
    private static final Set<String> ACTIONS = Set.of("--freeze", "--unfreeze");

    /** The command line is wrong; the message is for its author. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message + "\n" + USAGE);
        }
    }

    static FreezerOptions read(String... arguments) throws UsageException {
        Map<String, String> given = new HashMap<>();
        Iterator<String> words = Arrays.asList(arguments).iterator();
        while (words.hasNext()) {
            String word = words.next();
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            if (ACTIONS.contains(option) && equals < 0) {
                given.put(option, "");
            } else if (!WITH_VALUE.contains(option)) {
                throw new UsageException("unknown option '%s'".formatted(word));
            } else if (equals < 0 && !words.hasNext()) {
                throw new UsageException("option %s needs a value".formatted(option));
            } else {
                given.put(option, equals < 0 ? words.next() : word.substring(equals + 1));
            }
        }
        if (given.containsKey("--freeze") == given.containsKey("--unfreeze")) {
            throw new UsageException("one of --freeze and --unfreeze is needed");
        }
        return new FreezerOptions(
                given.containsKey("--freeze"),
                required(given, "--namespace") + "/" + required(given, "--name"),
                seconds(given.getOrDefault(THAW_AFTER, "300")));
    }

    private static String required(Map<String, String> given, String option) throws UsageException {
        return Optional.ofNullable(given.get(option))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new UsageException("option %s is missing".formatted(option)));
    }

    private static long seconds(String text) throws UsageException {
        if (!text.matches("\\d{1,9}")) {
            throw new UsageException("%s '%s' is no number of seconds".formatted(THAW_AFTER, text));
        }
        return Long.parseLong(text);
    }
}
