package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Bootloader;
import dev.slipway.api.kubevirt.Clock;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.Timer;
import java.util.Optional;

/** The section about the board: machine type, accelerator and the switches that belong to them. */
final class MachineOptions {
    private static final long MIB = 1 << 20;

    /** Smallest and largest buffer for translated code, MiB; QEMU's own choice is 1 GiB, which fills as a guest runs. */
    private static final int SMALLEST_BUFFER = 32;

    private static final int LARGEST_BUFFER = 512;

    private MachineOptions() {}

    static Part of(Guest guest, GuestMemory memory, Placement placement) {
        Option machine = Option.of("-machine", guest.machine().name())
                .with("usb", false)
                .with("vmport", false)
                .with("dump-guest-core", false)
                .withText("memory-backend", placement.cells().isEmpty() ? GuestMemory.BACKEND : "")
                .with("smm", systemManagement(guest))
                .with("acpi", acpi(guest));
        Optional<Boolean> hpet = hpet(guest);
        if (hpet.isPresent()) {
            machine = machine.with("hpet", hpet.get());
        }
        if (serialBios(guest)) {
            // SeaBIOS then writes to the first serial port as well (its sercon), as the former device sga did
            machine = machine.with("graphics", false);
        }
        if (guest.uefi()) {
            machine = machine.with("pflash0", FirmwareOptions.CODE).with("pflash1", FirmwareOptions.VARIABLES);
        }
        if (ConfidentialGuest.wanted(guest)) {
            machine = machine.with("confidential-guest-support", ConfidentialGuest.ID);
        }
        if (!ClockOptions.pitPresent(guest)) {
            machine = machine.with("pit", false);
        }
        return Part.of(machine, accelerator(guest, memory), boot(guest)).and(powerManagement(guest));
    }

    private static Option accelerator(Guest guest, GuestMemory memory) {
        return switch (guest.host().accelerator()) {
            case KVM -> Option.of("-accel", "kvm");
            case TCG -> Option.of("-accel", "tcg").with("thread", "multi").with("tb-size", translationBuffer(memory));
        };
    }

    /**
     * Returns how many MiB of translated code QEMU keeps: an eighth of the guest's memory. A Debian guest of 1 GiB takes
     * 25 % more processor time to start with 64 than with 128, and 3 % less with 256.
     */
    private static long translationBuffer(GuestMemory memory) {
        return Math.clamp(memory.bytes() / 8 / MIB, SMALLEST_BUFFER, LARGEST_BUFFER);
    }

    /** Devices without a boot order are not tried; who starts a guest paused gets ten seconds to enter the firmware. */
    private static Option boot(Guest guest) {
        Option boot = Option.of("-boot").with("strict", true);
        return guest.startsPaused() ? boot.with("menu", true).with("splash-time", 10_000) : boot;
    }

    /** Nothing in the API wakes a guest that has put itself to sleep, so it is not offered sleep. */
    private static Part powerManagement(Guest guest) {
        String chip = switch (guest.machine()) {
            case MachineKind.Q35 _ -> "ICH9-LPC";
            case MachineKind.I440fx _ -> "PIIX4_PM";
        };
        return Part.of(
                Option.of("-global").with(chip + ".disable_s3", 1),
                Option.of("-global").with(chip + ".disable_s4", 1),
                Option.of("-action").with("reboot", terminates(guest) ? "shutdown" : "reset"));
    }

    private static boolean terminates(Guest guest) {
        return "Terminate".equals(guest.domain().rebootPolicy());
    }

    static boolean systemManagement(Guest guest) {
        return guest.features().map(features -> Guest.on(features.smm())).orElse(false)
                || FirmwareOptions.secureBoot(guest);
    }

    private static boolean acpi(Guest guest) {
        return guest.features()
                .map(features -> features.acpi() == null || Guest.on(features.acpi()))
                .orElse(true);
    }

    private static Optional<Boolean> hpet(Guest guest) {
        return Optional.ofNullable(guest.domain().clock())
                .map(Clock::timer)
                .map(Timer::hpet)
                .map(timer -> Guest.on(timer.present(), true));
    }

    private static boolean serialBios(Guest guest) {
        return guest.firmware()
                .map(Firmware::bootloader)
                .map(Bootloader::bios)
                .map(bios -> Guest.on(bios.useSerial(), false))
                .orElse(false);
    }
}
