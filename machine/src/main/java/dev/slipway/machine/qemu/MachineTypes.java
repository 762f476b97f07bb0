package dev.slipway.machine.qemu;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine types that a QEMU offers.
 *
 * @param aliases changing names and the versioned name each stands for, e.g. {@code q35} → {@code pc-q35-7.2}
 * @param names versioned names
 */
public record MachineTypes(Map<String, String> aliases, Set<String> names) {
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+.*?(?:\\(alias of (\\S+)\\))?\\s*");

    public MachineTypes {
        aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
        names = Collections.unmodifiableSet(new TreeSet<>(names));
    }

    /** Reads what {@code qemu-system-x86_64 -machine help} prints. */
    public static MachineTypes parse(String help) {
        Map<String, String> aliases = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>();
        help.lines().skip(1).forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                if (matcher.group(2) == null) {
                    names.add(matcher.group(1));
                } else {
                    aliases.put(matcher.group(1), matcher.group(2));
                }
            }
        });
        return new MachineTypes(aliases, names);
    }

    /** Returns the versioned name of a machine type, so that a running guest keeps it when QEMU is updated. */
    Optional<String> pinned(String type) {
        String name = aliases.getOrDefault(type, type);
        return names.contains(name) ? Optional.of(name) : Optional.empty();
    }
}
