package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.machine.network.NicWiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** The section about network interfaces: each a host side and the device in front of it. */
final class NicDevices {
    private NicDevices() {}

    /** Returns the interfaces that the guest has; one whose state is absent is being taken out. */
    static List<Interface> present(Guest guest) {
        return Guest.list(guest.devices().interfaces()).stream()
                .filter(nic -> !"absent".equals(nic.state()))
                .toList();
    }

    static Part of(Guest guest, PciTopology pci) {
        return Part.join(
                present(guest).stream().map(nic -> nic(guest, nic, pci)).toList());
    }

    private static Part nic(Guest guest, Interface nic, PciTopology pci) {
        String name = Guest.text(nic.name());
        if (nic.sriov() != null) {
            return HostDevices.virtualFunction(guest, name, "spec.domain.devices.interfaces[" + name + "]", pci);
        }
        Optional<NicWiring> wiring = guest.wiring().of(name);
        if (wiring.isEmpty()) {
            return Part.wrong(new Problem.NicNotWired(name));
        }
        String field = "spec.domain.devices.interfaces[" + name + "]";
        List<Problem> problems = new ArrayList<>();
        Option device = Option.device(model(guest, field, nic, problems), DeviceIds.nic(name))
                .with("netdev", DeviceIds.netdev(name))
                .with("mac", wiring.get().mac())
                .at(pci.of(DeviceIds.nic(name)));
        if (virtio(nic)) {
            device = virtioOnly(device, wiring.get());
        }
        Integer order = nic.bootOrder();
        // The firmware's boot ROM costs time on each start, so only an interface to boot from has one
        device = order == null ? device.with("romfile", "") : device.with("bootindex", order);
        Integer acpiIndex = nic.acpiIndex();
        if (acpiIndex != null) {
            device = device.with("acpi-index", acpiIndex);
        }
        return Part.of(host(wiring.get()), device).and(Part.wrong(problems.toArray(Problem[]::new)));
    }

    private static boolean virtio(Interface nic) {
        return List.of("", "virtio").contains(Guest.text(nic.model()));
    }

    private static String model(Guest guest, String field, Interface nic, List<Problem> problems) {
        String model = Guest.text(nic.model());
        return switch (model) {
            case "", "virtio" -> guest.virtio("virtio-net");
            case "e1000", "e1000e", "ne2k_pci", "pcnet", "rtl8139" -> model;
            case "igb" -> {
                if (!guest.host().version().atLeast(8, 0)) {
                    problems.add(new Problem.HostLacks(
                            field + ".model",
                            "QEMU 8.0 for igb",
                            "its QEMU is " + guest.host().version() + ": use e1000e or virtio"));
                }
                yield model;
            }
            default -> {
                problems.add(new Problem.Invalid(
                        field + ".model", model, "virtio, e1000e, e1000, igb, ne2k_pci, pcnet or rtl8139"));
                yield model;
            }
        };
    }

    private static Option virtioOnly(Option device, NicWiring wiring) {
        Option option = device;
        OptionalInt mtu = wiring.mtu();
        if (mtu.isPresent()) {
            option = option.with("host_mtu", mtu.getAsInt());
        }
        if (wiring instanceof NicWiring.Tap tap && tap.queues() > 1) {
            // One interrupt for each queue of each pair, one for control and one for changes of configuration
            option = option.with("mq", true).with("vectors", 2L * tap.queues() + 2);
        }
        return option;
    }

    private static Option host(NicWiring wiring) {
        return switch (wiring) {
            case NicWiring.Tap tap -> tap(tap);
            case NicWiring.UserMode user -> user(user);
        };
    }

    private static Option tap(NicWiring.Tap tap) {
        Option option = Option.of("-netdev", "tap")
                .with("id", DeviceIds.netdev(tap.name()))
                .with("ifname", tap.tap())
                .with("script", "no")
                .with("downscript", "no");
        if (tap.queues() > 1) {
            option = option.with("queues", tap.queues());
        }
        return tap.vhost() ? option.with("vhost", true) : option;
    }

    private static Option user(NicWiring.UserMode user) {
        String net = user.subnet().substring(0, user.subnet().lastIndexOf('.') + 1);
        Option option = Option.of("-netdev", "user")
                .with("id", DeviceIds.netdev(user.name()))
                .with("ipv6", false)
                .with("net", user.subnet())
                .with("host", net + 1)
                .with("dhcpstart", net + 2)
                .with("dns", net + 3);
        option = option.withText("hostname", user.hostname());
        for (String domain : user.searchDomains()) {
            option = option.with("dnssearch", domain);
        }
        for (NicWiring.Forward forward : user.forwards()) {
            String protocol = forward.protocol().name().toLowerCase(Locale.ROOT);
            option = option.with(
                    "hostfwd",
                    protocol + ":" + forward.address() + ":" + forward.hostPort() + "-:" + forward.guestPort());
        }
        return option;
    }
}
