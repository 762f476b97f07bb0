package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.FeatureState;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.HostDevice;
import dev.slipway.api.kubevirt.VGPUDisplayOptions;
import dev.slipway.api.kubevirt.VGPUOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The section about devices of the host that the guest has to itself: GPUs, PCI, mediated and USB devices. */
final class HostDevices {
    private static final String DEVICES = "spec.domain.devices.";

    private HostDevices() {}

    /**
     * A device that the instance asks for.
     *
     * @param name its name in the instance
     * @param display whether the guest's screen is the device's, for virtual GPUs
     * @param ramFb whether there is a screen before the guest's driver has come up
     */
    private record Wish(String field, String name, boolean display, boolean ramFb) {
        String id() {
            return "host-" + name;
        }
    }

    private static List<Wish> wishes(Guest guest) {
        List<Wish> wishes = new ArrayList<>();
        for (GPU gpu : Guest.list(guest.devices().gpus())) {
            String name = Guest.text(gpu.name());
            Optional<VGPUDisplayOptions> display =
                    Optional.ofNullable(gpu.virtualGPUOptions()).map(VGPUOptions::display);
            boolean shown =
                    display.map(options -> Guest.on(options.enabled(), true)).orElse(true);
            boolean ramFb = shown
                    && display.map(VGPUDisplayOptions::ramFB)
                            .map((FeatureState state) -> Guest.on(state.enabled(), true))
                            .orElse(true);
            wishes.add(new Wish(DEVICES + "gpus[" + name + "]", name, shown, ramFb));
        }
        for (HostDevice device : Guest.list(guest.devices().hostDevices())) {
            String name = Guest.text(device.name());
            wishes.add(new Wish(DEVICES + "hostDevices[" + name + "]", name, false, false));
        }
        return wishes;
    }

    private static @Nullable PassedDevice given(Guest guest, String name) {
        return guest.paths().grants().devices().get(name);
    }

    static List<String> idsOnPci(Guest guest) {
        return wishes(guest).stream()
                .filter(wish -> !(given(guest, wish.name()) instanceof PassedDevice.Usb))
                .map(Wish::id)
                .toList();
    }

    static boolean needUsb(Guest guest) {
        return wishes(guest).stream().anyMatch(wish -> given(guest, wish.name()) instanceof PassedDevice.Usb);
    }

    static Part of(Guest guest, PciTopology pci) {
        List<Part> parts = new ArrayList<>();
        for (Wish wish : wishes(guest)) {
            parts.add(
                    switch (given(guest, wish.name())) {
                        case null -> absent(wish.field());
                        case PassedDevice.Pci(String address) ->
                            Part.of(Option.device("vfio-pci", wish.id())
                                    .with("host", address)
                                    .at(pci.of(wish.id())));
                        case PassedDevice.Mediated(String uuid) -> mediated(wish, uuid, pci);
                        case PassedDevice.Usb(int bus, int device) ->
                            Part.of(Option.device("usb-host", wish.id())
                                    .with("bus", Controllers.USB_BUS)
                                    .with("hostbus", bus)
                                    .with("hostaddr", device));
                    });
        }
        return Part.join(parts);
    }

    private static Part mediated(Wish wish, String uuid, PciTopology pci) {
        // With ramfb the device cannot leave a running guest, which has a driver name of its own in QEMU
        Option device = Option.device(wish.ramFb() ? "vfio-pci-nohotplug" : "vfio-pci", wish.id())
                .with("sysfsdev", "/sys/bus/mdev/devices/" + uuid)
                .at(pci.of(wish.id()));
        if (wish.display()) {
            device = device.with("display", "on");
        }
        if (wish.ramFb()) {
            device = device.with("ramfb", true);
        }
        return Part.of(device);
    }

    /** Returns the device of an interface with {@code sriov}. */
    static Part virtualFunction(Guest guest, String name, String field, PciTopology pci) {
        return switch (given(guest, name)) {
            case PassedDevice.Pci(String address) ->
                Part.of(Option.device("vfio-pci", DeviceIds.nic(name))
                        .with("host", address)
                        .at(pci.of(DeviceIds.nic(name))));
            case null, default -> absent(field + ".sriov");
        };
    }

    private static Part absent(String field) {
        return Part.wrong(new Problem.HostLacks(
                field,
                "a device that its Pod was given",
                "permit it in the KubeVirt resource (permittedHostDevices), or see that its device plugin runs"));
    }
}
