package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.machine.hotplug.LiveSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many processors a guest has and how they are arranged.
 *
 * @param sockets those that are filled at the start
 * @param present those that are filled now; more than at the start if the guest has grown
 * @param maxSockets sockets that may be filled while the guest runs
 */
record CpuTopology(int sockets, int present, int cores, int threads, int maxSockets, List<Problem> problems) {
    CpuTopology {
        problems = List.copyOf(problems);
    }

    static CpuTopology of(Guest guest) {
        CPU cpu = guest.domain().cpu();
        if (cpu == null) {
            return new CpuTopology(1, 1, 1, 1, 1, List.of());
        }
        List<Problem> problems = new ArrayList<>();
        int present = (int) LiveSize.reached(guest.instance()).sockets();
        int sockets = count("sockets", atBoot(guest).orElse(cpu.sockets()), problems);
        int cores = count("cores", cpu.cores(), problems);
        int threads = count("threads", cpu.threads(), problems);
        if (sockets * SocketLimit.idsPerSocket(cores, threads) > SocketLimit.APIC_IDS) {
            problems.add(new Problem.NotSupported(
                    "spec.domain.cpu",
                    sockets + " sockets of " + cores + " cores of " + threads + " threads",
                    "a guest can have " + SocketLimit.APIC_IDS
                            + " processors, or fewer if cores or threads are no power of two"));
        }
        Long wanted = cpu.maxSockets();
        int maxSockets = wanted == null ? sockets : (int) SocketLimit.of(wanted, sockets, cores, threads);
        if (present > maxSockets && problems.isEmpty()) {
            problems.add(new Problem.NotSupported(
                    "spec.domain.cpu.sockets",
                    "\"" + present + "\"",
                    "the guest can have " + maxSockets + " sockets until its next start"));
        }
        return new CpuTopology(sockets, Math.max(sockets, present), cores, threads, maxSockets, problems);
    }

    /** Devices have as many queues as there are processors at the start, so that number stays over a migration. */
    private static Optional<Long> atBoot(Guest guest) {
        return Optional.ofNullable(guest.annotations().get(LiveSize.SOCKETS_AT_BOOT))
                .filter(text -> text.matches("[1-9][0-9]{0,2}"))
                .map(Long::valueOf);
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
        List<Option> options = new ArrayList<>(List.of(CpuModel.option(guest), smp));
        for (int index = vcpus(); index < present * cores * threads; index++) {
            options.add(added(guest, index));
        }
        return Part.of(options).and(found).and(CpuModel.problems(guest));
    }

    /** A processor that came while the guest ran. */
    private Option added(Guest guest, int index) {
        return Option.device(CpuModel.name(guest) + "-x86_64-cpu", "cpu-" + index)
                .with("socket-id", index / (cores * threads))
                .with("core-id", index / threads % cores)
                .with("thread-id", index % threads);
    }

    private static int count(String field, @Nullable Long value, List<Problem> problems) {
        if (value == null || value == 0) {
            return 1;
        }
        if (value < 0 || value > SocketLimit.APIC_IDS) {
            problems.add(
                    new Problem.Invalid("spec.domain.cpu." + field, value.toString(), "1 to " + SocketLimit.APIC_IDS));
            return 1;
        }
        return value.intValue();
    }
}
