package dev.slipway.machine.qemu;

/** The section about the balloon: how the guest gives memory back that it does not use. */
final class Balloon {
    private Balloon() {}

    /** Memory that is set aside for the guest cannot be given to others, so telling of it would only cost time. */
    private static boolean reportsFreePages(Guest guest) {
        var memory = guest.domain().memory();
        boolean huge = memory != null && memory.hugepages() != null;
        boolean dedicated = guest.cpu()
                .map(cpu -> Guest.on(cpu.dedicatedCpuPlacement(), false) || cpu.realtime() != null)
                .orElse(false);
        return !huge && !dedicated && guest.domain().launchSecurity() == null;
    }

    static Part of(Guest guest) {
        if (!Guest.on(guest.devices().autoattachMemBalloon(), true)) {
            return Part.NOTHING;
        }
        return Part.of(Option.device(guest.virtio("virtio-balloon"), "balloon")
                .with("free-page-reporting", reportsFreePages(guest))
                .at(FixedSlot.BALLOON.on(guest.machine())));
    }
}
