package dev.slipway.machine.qemu;

import java.util.ArrayList;
import java.util.List;

/**
 * Threads that do the I/O of virtio disks, as KubeVirt shares them out: disks that ask for their own thread get one, and the
 * others share the rest in turn.
 *
 * @param count number of threads
 * @param byDisk for each virtio disk the number of its thread, from 1; empty if there are none
 */
public record DiskThreads(int count, List<Integer> byDisk) {
    /** No threads beside the main loop. */
    public static final DiskThreads NONE = new DiskThreads(0, List.of());

    public DiskThreads {
        byDisk = List.copyOf(byDisk);
    }

    /**
     * Returns how many threads may be used at most.
     *
     * @param policy {@code ioThreadsPolicy}; empty if the instance has none
     * @param pool number of threads of a supplemental pool
     * @param ownWanted whether a disk asks for its own thread
     */
    public static int limit(String policy, long vcpus, long pool, boolean ownWanted) {
        return switch (policy) {
            case "shared" -> 1;
            case "auto" -> (int) (2 * vcpus);
            case "supplementalPool" -> (int) pool;
            default -> ownWanted ? 1 : 0;
        };
    }

    /**
     * Shares threads out.
     *
     * @param own for each virtio disk whether it asks for its own thread
     */
    public static DiskThreads of(int limit, List<Boolean> own) {
        if (limit == 0 || own.isEmpty()) {
            return NONE;
        }
        int alone = (int) own.stream().filter(wanted -> wanted).count();
        int shared = own.size() > limit ? Math.max(1, limit - alone) : own.size() - alone;
        List<Integer> byDisk = new ArrayList<>();
        int nextShared = 0;
        int nextAlone = shared;
        for (boolean wanted : own) {
            byDisk.add(wanted ? ++nextAlone : nextShared++ % shared + 1);
        }
        return new DiskThreads(nextAlone, byDisk);
    }
}
