package dev.slipway.portal.hardware;

import dev.slipway.portal.images.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of disks and interfaces within a machine. */
final class DeviceName {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private DeviceName() {}

    /** Returns what is wrong with a name. */
    static Optional<String> problem(String name, List<String> taken) {
        if (taken.contains(name)) {
            return Optional.of("The machine has " + name + " already. Choose another name.");
        }
        return LABEL.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(Quoted.of(name)
                        + " is no name for a device: use lower-case letters, digits and '-', at most 63, e.g. data.");
    }

    /** Returns the stem with the first number that is free. */
    static String free(String stem, List<String> taken) {
        int number = 1;
        while (taken.contains(stem + "-" + number)) {
            number++;
        }
        return stem + "-" + number;
    }
}
