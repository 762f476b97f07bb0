package dev.slipway.machine.qemu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which pluggable device sits where on the guest's PCI bus, and which ports are kept free.
 *
 * <p>Ports are numbered from 1. The first four belong to network interfaces, taken or not, so that a guest's interface
 * names survive a second interface; virtio disks follow; the rest is free for what is plugged in later. As in KubeVirt's
 * topology v3 there are as many ports whether a disk was there at the start or came later: 16 for guests with more than
 * 2 GiB, 8 for others, and never fewer than 6 or 3 free ones. On q35 a port is a PCI Express root port, and the guest
 * numbers its bus like the port; on i440fx it is a slot of the root bus.
 *
 * <p>What cannot be plugged (host devices, shared folders, vsock) has ports from the other end, 128 downwards, so that a disk
 * or an interface more does not move it; on i440fx it comes after the free slots.
 *
 * @param addresses device id to place
 * @param ports the ports' own devices
 */
record PciTopology(Map<String, PciAddress> addresses, List<Option> ports, List<Problem> problems) {
    private static final int FIRST_PORT_SLOT = 2;
    private static final int FIRST_LEGACY_SLOT = 3;
    private static final int NIC_PORTS = 4;
    private static final int MOST_PORTS = 128;

    /** {@code dddd:bb:ss.f} */
    private static final Pattern ADDRESS =
            Pattern.compile("([0-9a-fA-F]{4}):([0-9a-fA-F]{2}):([0-9a-fA-F]{2})\\.([0-9a-fA-F])");

    PciTopology {
        addresses = Map.copyOf(addresses);
        ports = List.copyOf(ports);
        problems = List.copyOf(problems);
    }

    /** A device that needs a port, with the address that the instance asks for, or empty. */
    private record Wish(String id, String field, String address) {}

    static PciTopology of(Guest guest, GuestMemory memory, GuestDisks guestDisks) {
        List<Problem> problems = new ArrayList<>();
        List<Wish> nics = nics(guest);
        List<Wish> disks = disks(guestDisks);
        Map<Integer, Wish> taken = new TreeMap<>();
        Stream.concat(nics.stream(), disks.stream())
                .filter(wish -> !wish.address().isEmpty())
                .forEach(wish -> port(guest, wish, taken, problems).ifPresent(port -> taken.put(port, wish)));
        boolean pluggable = !Guest.on(guest.devices().disableHotplug(), false);
        int end = place(nics, 1, taken);
        end = place(disks, pluggable ? Math.max(NIC_PORTS + 1, end) : end, taken);
        int used = Math.max(
                end - 1,
                taken.keySet().stream().mapToInt(Integer::intValue).max().orElse(0));
        int free = !pluggable ? 0 : memory.large() ? Math.max(16 - used, 6) : Math.max(8 - used, 3);
        int count = used + free;
        if (used > MOST_PORTS) {
            problems.add(new Problem.NotSupported(
                    "spec.domain.devices", used + " PCI devices", "use SATA or SCSI for some of the disks"));
            count = MOST_PORTS;
        }
        Map<String, PciAddress> addresses = new HashMap<>();
        for (Map.Entry<Integer, Wish> entry : taken.entrySet()) {
            addresses.put(entry.getValue().id(), address(guest.machine(), entry.getKey()));
        }
        List<String> fixed = fixed(guest);
        if (count + fixed.size() > MOST_PORTS) {
            problems.add(new Problem.NotSupported(
                    "spec.domain.devices",
                    (count + fixed.size()) + " PCI devices",
                    "give the guest fewer disks on virtio, or fewer host devices"));
            fixed = List.of();
        }
        boolean express = guest.machine() instanceof MachineKind.Q35;
        for (int n = 0; n < fixed.size(); n++) {
            addresses.put(fixed.get(n), address(guest.machine(), express ? MOST_PORTS - n : count + 1 + n));
        }
        return new PciTopology(addresses, ports(guest.machine(), count, fixed.size()), problems);
    }

    /** Returns the devices that stay as long as the guest runs. */
    private static List<String> fixed(Guest guest) {
        List<String> ids = new ArrayList<>(VsockDevice.ids(guest));
        ids.addAll(FileSystems.ids(guest));
        ids.addAll(HostDevices.idsOnPci(guest));
        return ids;
    }

    /** Returns the place of a device; only for devices of this guest. */
    PciAddress of(String deviceId) {
        return Optional.ofNullable(addresses.get(deviceId)).orElseGet(() -> PciAddress.of("nowhere", 0));
    }

    Part part() {
        Part part = Part.of(ports);
        return problems.isEmpty() ? part : part.and(Part.wrong(problems.toArray(Problem[]::new)));
    }

    private static List<Wish> nics(Guest guest) {
        // One that is leaving keeps its place, so that no other moves when the guest does.
        return Guest.list(guest.devices().interfaces()).stream()
                .map(nic -> new Wish(
                        DeviceIds.nic(Guest.text(nic.name())),
                        "spec.domain.devices.interfaces[" + nic.name() + "].pciAddress",
                        Guest.text(nic.pciAddress())))
                .toList();
    }

    private static List<Wish> disks(GuestDisks disks) {
        return disks.on(DiskBus.VIRTIO).stream()
                .map(disk -> new Wish(disk.id(), disk.field() + ".disk.pciAddress", disk.pciAddress()))
                .toList();
    }

    /** Gives the lowest free ports from {@code first} on; returns the port after the last. */
    private static int place(List<Wish> wishes, int first, Map<Integer, Wish> taken) {
        int port = first;
        for (Wish wish : wishes) {
            if (wish.address().isEmpty()) {
                while (taken.containsKey(port)) {
                    port++;
                }
                taken.put(port++, wish);
            }
        }
        return port;
    }

    private static Optional<Integer> port(Guest guest, Wish wish, Map<Integer, Wish> taken, List<Problem> problems) {
        Matcher matcher = ADDRESS.matcher(wish.address());
        if (!matcher.matches()) {
            problems.add(new Problem.Invalid(wish.field(), wish.address(), "an address such as 0000:05:00.0"));
            return Optional.empty();
        }
        int bus = Integer.parseInt(matcher.group(2), 16);
        int slot = Integer.parseInt(matcher.group(3), 16);
        boolean rest = !matcher.group(1).equals("0000") || !matcher.group(4).equals("0");
        boolean express = guest.machine() instanceof MachineKind.Q35;
        int port = express ? bus : slot - FIRST_LEGACY_SLOT + 1;
        boolean exists = express
                ? bus >= 1 && bus <= MOST_PORTS && slot == 0
                : bus == 0 && slot >= FIRST_LEGACY_SLOT && slot < FixedSlot.PANIC.slot();
        if (rest || !exists) {
            String way = express ? "use 0000:NN:00.0 with NN from 01 to 80" : "use 0000:00:NN.0 with NN from 03 to 11";
            problems.add(new Problem.PciConflict(wish.field(), wish.address(), way));
            return Optional.empty();
        }
        if (taken.containsKey(port)) {
            problems.add(new Problem.PciConflict(wish.field(), wish.address(), "another device has it: use another"));
            return Optional.empty();
        }
        return Optional.of(port);
    }

    private static PciAddress address(MachineKind machine, int port) {
        return switch (machine) {
            case MachineKind.Q35 _ -> PciAddress.of(DeviceIds.port(port), 0);
            case MachineKind.I440fx _ -> {
                int slot = FIRST_LEGACY_SLOT + port - 1;
                int onRoot = FixedSlot.PANIC.slot() - FIRST_LEGACY_SLOT;
                yield slot < FixedSlot.PANIC.slot()
                        ? PciAddress.of(machine.rootBus(), slot)
                        : PciAddress.of(bridge((port - onRoot - 1) / 31), (port - onRoot - 1) % 31 + 1);
            }
        };
    }

    private static List<Option> ports(MachineKind machine, int count, int fixed) {
        List<Option> options = new ArrayList<>();
        switch (machine) {
            case MachineKind.Q35 _ -> {
                // A guest looks at the functions of a slot only if there is a first one
                int row = MOST_PORTS - (fixed + 7) / 8 * 8;
                for (int port = 1; port <= count; port++) {
                    options.add(rootPort(machine, port, row < count ? MOST_PORTS : count));
                }
                for (int port = Math.max(count, row) + 1; port <= MOST_PORTS; port++) {
                    options.add(rootPort(machine, port, MOST_PORTS));
                }
            }
            case MachineKind.I440fx _ -> {
                int onRoot = FixedSlot.PANIC.slot() - FIRST_LEGACY_SLOT;
                int bridges = (Math.max(0, count + fixed - onRoot) + 30) / 31;
                for (int n = 0; n < bridges; n++) {
                    options.add(Option.device("pci-bridge", bridge(n))
                            .with("chassis_nr", n + 1)
                            .at(FixedSlot.BRIDGE.on(machine, n, bridges)));
                }
            }
        }
        return options;
    }

    private static Option rootPort(MachineKind machine, int port, int last) {
        return Option.device("pcie-root-port", DeviceIds.port(port))
                .with("chassis", port)
                .at(PciAddress.inRow(machine.rootBus(), FIRST_PORT_SLOT, port - 1, last));
    }

    private static String bridge(int n) {
        return "bridge-" + (n + 1);
    }
}
