package dev.slipway.machine.qemu;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * On which of the host's processors the threads of a guest run.
 *
 * @param vcpus number of a processor of the guest to that of the host; empty if the kernel may choose
 * @param emulator processors of the host for all other threads; empty if the kernel may choose
 * @param realtime processors of the guest whose threads wait for nobody ({@code SCHED_FIFO})
 */
public record ThreadPlaces(SortedMap<Integer, Integer> vcpus, List<Integer> emulator, SortedSet<Integer> realtime) {
    /** The kernel chooses. */
    public static final ThreadPlaces ANYWHERE = new ThreadPlaces(new TreeMap<>(), List.of(), new TreeSet<>());

    public ThreadPlaces {
        vcpus = Collections.unmodifiableSortedMap(new TreeMap<>(vcpus));
        emulator = List.copyOf(emulator);
        realtime = Collections.unmodifiableSortedSet(new TreeSet<>(realtime));
    }

    /** Returns whether there is anything to carry out. */
    public boolean isAnywhere() {
        return vcpus.isEmpty() && emulator.isEmpty() && realtime.isEmpty();
    }
}
