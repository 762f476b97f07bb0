package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Hugepages;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How much memory a guest has, in bytes and a multiple of one MiB.
 *
 * @param bytes at start
 * @param added what was added since
 * @param maxBytes as far as it may grow while the guest runs; equal to {@code bytes} if it may not
 * @param pageBytes size of the host's huge pages below it, 0 for ordinary pages
 */
record GuestMemory(long bytes, long added, long maxBytes, long pageBytes, List<Problem> problems) {
    static final String BACKEND = "ram";

    /** Id of the device that memory grows by. */
    static final String GROWN = "memory-growth";

    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    /** Unit in which memory grows: what virtio-mem and Linux' memory blocks can agree on. */
    private static final long GROWTH = 2 * MIB;

    GuestMemory {
        problems = List.copyOf(problems);
    }

    static GuestMemory of(Guest guest) {
        List<Problem> problems = new ArrayList<>();
        Optional<Memory> memory = Optional.ofNullable(guest.domain().memory());
        Optional<String> page = memory.map(Memory::hugepages).map(Hugepages::pageSize);
        long pageBytes = page.map(size -> bytes("memory.hugepages.pageSize", new Quantity(size), problems))
                .orElse(0L);
        Optional<ResourceRequirements> resources =
                Optional.ofNullable(guest.domain().resources());
        Optional<MemoryStatus> status =
                Optional.ofNullable(guest.instance().getStatus()).map(VirtualMachineInstanceStatus::memory);
        Optional<Quantity> size = Stream.of(
                        memory.map(Memory::guest)
                                .flatMap(given ->
                                        status.map(MemoryStatus::guestAtBoot).or(() -> Optional.of(given))),
                        resources.flatMap(amounts -> memoryOf(amounts.requests())),
                        resources.flatMap(amounts -> memoryOf(amounts.limits())),
                        page.map(Quantity::new))
                .flatMap(Optional::stream)
                .findFirst();
        if (size.isEmpty()) {
            problems.add(new Problem.Missing("spec.domain.memory.guest", "the guest's memory, e.g. 1Gi"));
            return new GuestMemory(GIB, 0, GIB, pageBytes, problems);
        }
        long unit = Math.max(MIB, pageBytes);
        long bytes = up(bytes("memory.guest", size.get(), problems), unit);
        if (bytes == 0) {
            problems.add(new Problem.Invalid("spec.domain.memory.guest", "0", "at least 1Mi"));
            return new GuestMemory(GIB, 0, GIB, pageBytes, problems);
        }
        long max = memory.map(Memory::maxGuest)
                .map(quantity -> bytes("memory.maxGuest", quantity, problems))
                .orElse(bytes);
        boolean grows = max > bytes && pageBytes == 0;
        long most = grows ? bytes + (max - bytes) / GROWTH * GROWTH : bytes;
        long now = status.map(MemoryStatus::guestRequested)
                .map(quantity -> bytes("memory.guest", quantity, problems))
                .orElse(bytes);
        long added = Math.min(most - bytes, Math.max(0, now - bytes) / GROWTH * GROWTH);
        return new GuestMemory(bytes, added, most, pageBytes, problems);
    }

    private static Optional<Quantity> memoryOf(@Nullable Map<String, Quantity> amounts) {
        return Optional.ofNullable(amounts == null ? null : amounts.get("memory"));
    }

    boolean grows() {
        return maxBytes > bytes;
    }

    boolean large() {
        return bytes > 2 * GIB;
    }

    Part part(Guest guest, Placement placement) {
        Option size = Option.of("-m").with("size", kib(bytes));
        if (!problems.isEmpty()) {
            return Part.wrong(problems.toArray(Problem[]::new));
        }
        if (!placement.cells().isEmpty()) {
            return Part.of(size).and(cells(placement.cells()));
        }
        Option backend = shared(Option.object("memory-backend-memfd", BACKEND), bytes);
        if (!grows()) {
            return Part.of(size, backend);
        }
        long growth = maxBytes - bytes;
        return Part.of(
                size.with("slots", 1).with("maxmem", kib(maxBytes)),
                backend,
                shared(Option.object("memory-backend-memfd", "ram-growth"), growth)
                        .with("reserve", false),
                Option.device("virtio-mem-pci", GROWN)
                        .with("memdev", "ram-growth")
                        .with("requested-size", added)
                        .with("block-size", GROWTH)
                        .at(FixedSlot.MEMORY.on(guest.machine())));
    }

    /** Memory in equal shares on the nodes of the host, in whole pages; the first node has what is left over. */
    private Part cells(List<Placement.Cell> cells) {
        long unit = Math.max(MIB, pageBytes);
        long share = bytes / cells.size() / unit * unit;
        List<Option> options = new ArrayList<>();
        for (int n = 0; n < cells.size(); n++) {
            Placement.Cell cell = cells.get(n);
            String backend = BACKEND + "-" + n;
            long size = n == 0 ? bytes - share * (cells.size() - 1) : share;
            options.add(shared(Option.object("memory-backend-memfd", backend), size)
                    .with("host-nodes", cell.hostNode())
                    .with("policy", "bind"));
            Option node = Option.of("-numa", "node").with("nodeid", n);
            for (int vcpu : cell.vcpus()) {
                node = node.with("cpus", vcpu);
            }
            options.add(node.with("memdev", backend));
        }
        return Part.of(options);
    }

    /** Memory in a memfd that others may map: vhost-user devices, and a migration that keeps it in place. */
    private Option shared(Option backend, long size) {
        Option option = backend.with("size", size).with("share", true);
        return pageBytes == 0
                ? option
                : option.with("hugetlb", true).with("hugetlbsize", pageBytes).with("prealloc", true);
    }

    private static String kib(long bytes) {
        return bytes / 1024 + "k";
    }

    private static long up(long bytes, long unit) {
        return (bytes + unit - 1) / unit * unit;
    }

    private static long bytes(String field, Quantity quantity, List<Problem> problems) {
        try {
            BigDecimal amount = Quantity.getAmountInBytes(quantity).setScale(0, RoundingMode.UP);
            if (amount.signum() >= 0 && amount.toBigInteger().bitLength() < 50) {
                return amount.longValueExact();
            }
        } catch (ArithmeticException | IllegalArgumentException e) {
            // said below
        }
        problems.add(new Problem.Invalid("spec.domain." + field, quantity.toString(), "an amount such as 2Gi"));
        return 0;
    }
}
