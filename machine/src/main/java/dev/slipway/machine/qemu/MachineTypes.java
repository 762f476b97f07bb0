package dev.slipway.machine.qemu;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The machine types that a QEMU offers.
 *
 * @param aliases changing names and the versioned name each stands for, e.g. {@code q35} → {@code pc-q35-7.2}
 * @param names versioned names
 */
public record MachineTypes(Map<String, String> aliases, Set<String> names) {
    public MachineTypes {
        aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
        names = Collections.unmodifiableSet(new TreeSet<>(names));
    }

    /** Returns the versioned name of a machine type, so that a running guest keeps it when QEMU is updated. */
    Optional<String> pinned(String type) {
        String name = aliases.getOrDefault(type, type);
        return names.contains(name) ? Optional.of(name) : Optional.empty();
    }
}
