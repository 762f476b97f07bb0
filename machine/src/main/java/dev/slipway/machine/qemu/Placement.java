package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Realtime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a guest's processors run, and the NUMA nodes that it sees because of that: as in KubeVirt one for each node of the
 * host that holds one of its processors, with an equal share of the memory.
 *
 * @param cells the guest's NUMA nodes; empty if it sees none
 */
record Placement(ThreadPlaces threads, List<Cell> cells, List<Problem> problems) {
    private static final String FIELD = "spec.domain.cpu.";

    Placement {
        cells = List.copyOf(cells);
        problems = List.copyOf(problems);
    }

    /**
     * A NUMA node of the guest.
     *
     * @param hostNode the host's node behind it
     * @param vcpus the guest's processors in it
     */
    record Cell(int hostNode, List<Integer> vcpus) {
        Cell {
            vcpus = List.copyOf(vcpus);
        }
    }

    static Placement of(Guest guest, CpuTopology cpus) {
        CPU cpu = guest.domain().cpu();
        List<Problem> problems = new ArrayList<>();
        if (cpu == null || !Guest.on(cpu.dedicatedCpuPlacement(), false)) {
            if (cpu != null && (cpu.numa() != null || cpu.realtime() != null)) {
                problems.add(
                        new Problem.Missing(FIELD + "dedicatedCpuPlacement", "true, which numa and realtime need"));
            }
            return new Placement(ThreadPlaces.ANYWHERE, List.of(), problems);
        }
        List<Integer> own = guest.paths().grants().cpus();
        boolean isolated = Guest.on(cpu.isolateEmulatorThread(), false);
        int needed = cpus.vcpus() + (isolated ? 1 : 0);
        if (own.size() < needed) {
            problems.add(new Problem.HostLacks(
                    FIELD + "dedicatedCpuPlacement",
                    needed + " processors that only this guest's Pod may use (it has " + own.size() + ")",
                    "use a node whose kubelet has the static CPU manager policy, and free whole processors"));
            return new Placement(ThreadPlaces.ANYWHERE, List.of(), problems);
        }
        SortedMap<Integer, Integer> places = new TreeMap<>();
        IntStream.range(0, cpus.vcpus()).forEach(vcpu -> places.put(vcpu, own.get(vcpu)));
        List<Integer> emulator = isolated ? List.of(own.get(cpus.vcpus())) : own;
        NavigableSet<Integer> realtime = realtime(cpu.realtime(), cpus, problems);
        List<Cell> cells =
                cpu.numa() != null && cpu.numa().guestMappingPassthrough() != null ? cells(guest, places) : List.of();
        return new Placement(new ThreadPlaces(places, emulator, realtime), cells, problems);
    }

    private static List<Cell> cells(Guest guest, Map<Integer, Integer> places) {
        List<Cell> cells = new ArrayList<>();
        guest.host().hardware().numaNodes().forEach((node, hostCpus) -> {
            List<Integer> vcpus = places.entrySet().stream()
                    .filter(place -> hostCpus.contains(place.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!vcpus.isEmpty()) {
                cells.add(new Cell(node, vcpus));
            }
        });
        return cells;
    }

    /** Reads a mask such as {@code 0-3,^1}: which of the guest's processors are meant; all if there is none. */
    private static NavigableSet<Integer> realtime(
            @Nullable Realtime realtime, CpuTopology cpus, List<Problem> problems) {
        NavigableSet<Integer> chosen = new TreeSet<>();
        if (realtime == null) {
            return chosen;
        }
        String mask = Guest.text(realtime.mask());
        if (mask.isEmpty()) {
            IntStream.range(0, cpus.vcpus()).forEach(chosen::add);
            return chosen;
        }
        NavigableSet<Integer> left = new TreeSet<>();
        for (String part : mask.split(",", -1)) {
            String range = part.startsWith("^") ? part.substring(1) : part;
            if (!range.matches("\\d{1,4}(-\\d{1,4})?")) {
                problems.add(new Problem.Invalid(FIELD + "realtime.mask", mask, "numbers and ranges such as 0-3,^1"));
                return chosen;
            }
            String[] ends = range.split("-", 2);
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .forEach((part.startsWith("^") ? left : chosen)::add);
        }
        chosen.removeAll(left);
        chosen.removeIf(vcpu -> vcpu >= cpus.vcpus());
        return chosen;
    }

    Part part() {
        return problems.isEmpty() ? Part.NOTHING : Part.wrong(problems.toArray(Problem[]::new));
    }
}
