package dev.slipway.machine.qemu;

/** The section about randomness that the guest gets from the host. */
final class RandomSource {
    private RandomSource() {}

    static Part of(Guest guest) {
        if (guest.devices().rng() == null) {
            return Part.NOTHING;
        }
        return Part.of(
                Option.object("rng-random", "random").with("filename", "/dev/urandom"),
                Option.device(guest.virtio("virtio-rng"), "rng")
                        .with("rng", "random")
                        .at(FixedSlot.RANDOM.on(guest.machine())));
    }
}
