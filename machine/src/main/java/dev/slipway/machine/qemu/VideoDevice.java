package dev.slipway.machine.qemu;

import java.util.Optional;

/** The section about the screen. */
final class VideoDevice {
    private static final String FIELD = "spec.domain.devices.video.type";
    private static final int MEMORY_MIB = 16;

    private VideoDevice() {}

    /** Returns whether the guest has a screen. */
    static boolean attached(Guest guest) {
        return Guest.on(guest.devices().autoattachGraphicsDevice(), true);
    }

    static Part of(Guest guest) {
        if (!attached(guest)) {
            return Part.of(Option.of("-display", "none"));
        }
        var video = guest.devices().video();
        String type =
                Optional.ofNullable(video).map(wish -> Guest.text(wish.type())).orElse("");
        if (type.isEmpty()) {
            type = guest.uefi() ? "bochs" : "vga";
        }
        return switch (type) {
            case "vga" -> Part.of(placed(guest, "VGA").with("vgamem_mb", MEMORY_MIB));
            case "bochs" -> Part.of(placed(guest, "bochs-display").with("vgamem", MEMORY_MIB + "M"));
            case "virtio" -> Part.of(placed(guest, "virtio-vga"));
            case "cirrus" -> Part.of(placed(guest, "cirrus-vga"));
            case "ramfb" -> Part.of(Option.device("ramfb", "video"));
            default -> Part.wrong(new Problem.Invalid(FIELD, type, "vga, bochs, virtio, ramfb or cirrus"));
        };
    }

    /** The screen's slot is where firmware and old guests look for one. */
    private static Option placed(Guest guest, String driver) {
        int slot = switch (guest.machine()) {
            case MachineKind.Q35 _ -> 1;
            case MachineKind.I440fx _ -> 2;
        };
        return Option.device(driver, "video").at(PciAddress.of(guest.machine().rootBus(), slot));
    }
}
