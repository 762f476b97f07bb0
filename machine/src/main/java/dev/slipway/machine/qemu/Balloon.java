package dev.slipway.machine.qemu;

/** The section about the balloon: how the guest gives memory back that it does not use. */
final class Balloon {
    private Balloon() {}

    static Part of(Guest guest) {
        if (!Guest.on(guest.devices().autoattachMemBalloon(), true)) {
            return Part.NOTHING;
        }
        return Part.of(Option.device(guest.virtio("virtio-balloon"), "balloon")
                .with("free-page-reporting", true)
                .at(FixedSlot.BALLOON.on(guest.machine())));
    }
}
