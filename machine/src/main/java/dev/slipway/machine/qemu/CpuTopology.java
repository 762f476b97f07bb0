package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.CPU;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many processors a guest has and how they are arranged.
 *
 * @param maxSockets sockets that may be filled while the guest runs
 */
record CpuTopology(int sockets, int cores, int threads, int maxSockets, List<Problem> problems) {
    /**
     * APIC ids are 8 bits without x2APIC and interrupt remapping, and the last is broadcast (Intel SDM 3A §10.4.6).
     */
    private static final int APIC_IDS = 255;

    CpuTopology {
        problems = List.copyOf(problems);
    }

    static CpuTopology of(Guest guest) {
        CPU cpu = guest.domain().cpu();
        if (cpu == null) {
            return new CpuTopology(1, 1, 1, 1, List.of());
        }
        List<Problem> problems = new ArrayList<>();
        int sockets = count("sockets", cpu.sockets(), problems);
        int cores = count("cores", cpu.cores(), problems);
        int threads = count("threads", cpu.threads(), problems);
        // Each level takes whole bits of the APIC id
        long idsPerSocket = (long) powerOfTwo(cores) * powerOfTwo(threads);
        if (sockets * idsPerSocket > APIC_IDS) {
            problems.add(new Problem.NotSupported(
                    "spec.domain.cpu",
                    sockets + " sockets of " + cores + " cores of " + threads + " threads",
                    "a guest can have " + APIC_IDS + " processors, or fewer if cores or threads are no power of two"));
        }
        Long wanted = cpu.maxSockets();
        int possible = (int) (APIC_IDS / Math.max(1, idsPerSocket));
        // The maximum is mostly a default (four times the sockets), so it yields to what is possible
        int maxSockets = wanted == null ? sockets : (int) Math.max(sockets, Math.min(wanted, possible));
        return new CpuTopology(sockets, cores, threads, maxSockets, problems);
    }

    int vcpus() {
        return sockets * cores * threads;
    }

    Part part(Guest guest) {
        Option smp = Option.of("-smp")
                .with("cpus", vcpus())
                .with("maxcpus", (long) maxSockets * cores * threads)
                .with("sockets", maxSockets)
                .with("dies", 1)
                .with("cores", cores)
                .with("threads", threads);
        Part found = problems.isEmpty() ? Part.NOTHING : Part.wrong(problems.toArray(Problem[]::new));
        return Part.of(CpuModel.option(guest), smp).and(found).and(CpuModel.problems(guest));
    }

    private static int count(String field, @Nullable Long value, List<Problem> problems) {
        if (value == null || value == 0) {
            return 1;
        }
        if (value < 0 || value > APIC_IDS) {
            problems.add(new Problem.Invalid("spec.domain.cpu." + field, value.toString(), "1 to " + APIC_IDS));
            return 1;
        }
        return value.intValue();
    }

    private static int powerOfTwo(int atLeast) {
        return atLeast == 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
    }
}
