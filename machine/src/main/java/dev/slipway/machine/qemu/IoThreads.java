package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.DiskIOThreads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Threads that do the I/O of virtio disks beside the main loop. As in KubeVirt, disks that ask for their own thread get
 * one, and the others share the rest in turn. With QEMU 7.2 a disk has one thread, so a supplemental pool is shared by
 * turns as well.
 *
 * @param count number of threads
 * @param byDisk id of a disk's device to the number of its thread, from 1
 */
record IoThreads(int count, Map<String, Integer> byDisk, List<Problem> problems) {
    private static final String POLICY = "spec.domain.ioThreadsPolicy";

    IoThreads {
        byDisk = Map.copyOf(byDisk);
        problems = List.copyOf(problems);
    }

    static IoThreads of(Guest guest, GuestDisks disks, CpuTopology cpus) {
        String policy = Guest.text(guest.domain().ioThreadsPolicy());
        List<GuestDisk> virtio = disks.on(DiskBus.VIRTIO);
        List<Problem> problems = new ArrayList<>();
        if (!List.of("", "shared", "auto", "supplementalPool").contains(policy)) {
            problems.add(new Problem.Invalid(POLICY, policy, "shared, auto or supplementalPool"));
            return new IoThreads(0, Map.of(), problems);
        }
        int pool = policy.equals("supplementalPool") ? pool(guest, problems) : 0;
        List<Boolean> own = virtio.stream().map(IoThreads::wantsItsOwn).toList();
        DiskThreads threads = DiskThreads.of(DiskThreads.limit(policy, cpus.vcpus(), pool, own.contains(true)), own);
        Map<String, Integer> byDisk = new HashMap<>();
        for (int n = 0; n < threads.byDisk().size(); n++) {
            byDisk.put(virtio.get(n).id(), threads.byDisk().get(n));
        }
        return new IoThreads(threads.count(), byDisk, problems);
    }

    private static boolean wantsItsOwn(GuestDisk disk) {
        return Guest.on(disk.disk().dedicatedIOThread(), false);
    }

    private static int pool(Guest guest, List<Problem> problems) {
        long count = Optional.ofNullable(guest.domain().ioThreads())
                .map(DiskIOThreads::supplementalPoolThreadCount)
                .orElse(0L);
        if (count < 1 || count > 64) {
            problems.add(new Problem.Invalid(
                    "spec.domain.ioThreads.supplementalPoolThreadCount", Long.toString(count), "1 to 64"));
            return 1;
        }
        return (int) count;
    }

    Part part() {
        List<Option> options = new ArrayList<>();
        for (int thread = 1; thread <= count; thread++) {
            options.add(Option.object("iothread", id(thread)));
        }
        return Part.of(options).and(Part.wrong(problems.toArray(Problem[]::new)));
    }

    Optional<String> of(GuestDisk disk) {
        return Optional.ofNullable(byDisk.get(disk.id())).map(IoThreads::id);
    }

    private static String id(int thread) {
        return "iothread-" + thread;
    }
}
