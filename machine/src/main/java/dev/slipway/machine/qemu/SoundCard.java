package dev.slipway.machine.qemu;

/** The section about sound: a card for guests that insist on one; nobody hears it. */
final class SoundCard {
    private SoundCard() {}

    static Part of(Guest guest) {
        var sound = guest.devices().sound();
        if (sound == null) {
            return Part.NOTHING;
        }
        Option silence = Option.of("-audiodev", "none").with("id", "audio");
        PciAddress address = FixedSlot.SOUND.on(guest.machine());
        String model = Guest.text(sound.model());
        return switch (model) {
            case "", "ich9" ->
                Part.of(
                        silence,
                        Option.device("ich9-intel-hda", "sound").at(address),
                        Option.device("hda-duplex", "sound-codec")
                                .with("bus", "sound.0")
                                .with("audiodev", "audio"));
            case "ac97" ->
                Part.of(
                        silence,
                        Option.device("AC97", "sound").with("audiodev", "audio").at(address));
            default -> Part.wrong(new Problem.Invalid("spec.domain.devices.sound.model", model, "ich9 or ac97"));
        };
    }
}
