package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Clock;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.EFI;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.Interface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of an instance that Slipway reads but cannot follow yet; none is passed over in silence. */
final class NotSupported {
    private static final String LEAVE_OUT = "leave it out";

    private final List<Problem> problems = new ArrayList<>();

    private NotSupported() {}

    static List<Problem> in(Guest guest) {
        NotSupported search = new NotSupported();
        search.machine(guest);
        search.processors(guest);
        search.devices(guest);
        search.clock(guest);
        Guest.list(guest.devices().disks()).forEach(search::disk);
        Guest.list(guest.devices().interfaces()).forEach(search::nic);
        return search.problems;
    }

    private void machine(Guest guest) {
        String architecture = Guest.text(guest.spec().architecture());
        if (!architecture.isEmpty() && !architecture.equals("amd64")) {
            problems.add(new Problem.NotSupported("spec.architecture", "\"" + architecture + "\"", "use amd64"));
        }
        Optional<Firmware> firmware = guest.firmware();
        refuse(firmware.map(Firmware::kernelBoot).isPresent(), "spec.domain.firmware.kernelBoot", "boot from a disk");
        boolean persistent = firmware.map(Firmware::bootloader)
                .map(loader -> loader.efi())
                .map(EFI::persistent)
                .orElse(false);
        refuse(
                persistent,
                "spec.domain.firmware.bootloader.efi.persistent",
                "set it to false; the variables then start fresh with each start");
        refuse(guest.domain().launchSecurity() != null, "spec.domain.launchSecurity", LEAVE_OUT);
    }

    private void processors(Guest guest) {
        Optional<CPU> cpu = guest.cpu();
        String field = "spec.domain.cpu.";
        refuse(cpu.map(CPU::dedicatedCpuPlacement).orElse(false), field + "dedicatedCpuPlacement", "set it to false");
        refuse(cpu.map(CPU::isolateEmulatorThread).orElse(false), field + "isolateEmulatorThread", "set it to false");
        refuse(cpu.map(CPU::numa).isPresent(), field + "numa", LEAVE_OUT);
        refuse(cpu.map(CPU::realtime).isPresent(), field + "realtime", LEAVE_OUT);
    }

    private void devices(Guest guest) {
        var devices = guest.devices();
        String field = "spec.domain.devices.";
        refuse(!Guest.list(devices.gpus()).isEmpty(), field + "gpus", LEAVE_OUT);
        refuse(!Guest.list(devices.hostDevices()).isEmpty(), field + "hostDevices", LEAVE_OUT);
        refuse(
                !Guest.list(devices.filesystems()).isEmpty(),
                field + "filesystems",
                "give the volume a disk instead of a filesystem");
        refuse(devices.clientPassthrough() != null, field + "clientPassthrough", LEAVE_OUT);
        refuse(devices.downwardMetrics() != null, field + "downwardMetrics", LEAVE_OUT);
        refuse(Guest.on(devices.autoattachVSOCK(), false), field + "autoattachVSOCK", "set it to false");
        guest.volumes().stream()
                .filter(volume -> volume.downwardMetrics() != null)
                .forEach(volume -> refuse(true, "spec.volumes[" + volume.name() + "].downwardMetrics", LEAVE_OUT));
    }

    private void clock(Guest guest) {
        Optional<Clock> clock = Optional.ofNullable(guest.domain().clock());
        String way = "leave it out: the guest's clock then shows UTC, and the guest can be told so";
        refuse(
                clock.map(Clock::timezone).filter(zone -> !zone.isEmpty()).isPresent(),
                "spec.domain.clock.timezone",
                way);
        int offset = clock.map(Clock::utc).map(utc -> utc.offsetSeconds()).orElse(0);
        refuse(offset != 0, "spec.domain.clock.utc.offsetSeconds", way);
    }

    private void disk(Disk disk) {
        String field = "spec.domain.devices.disks[" + disk.name() + "].";
        refuse(Guest.on(disk.changedBlockTracking(), false), field + "changedBlockTracking", "set it to false");
    }

    private void nic(Interface nic) {
        String field = "spec.domain.devices.interfaces[" + nic.name() + "].";
        refuse(nic.sriov() != null, field + "sriov", "use bridge or masquerade");
    }

    private void refuse(boolean present, String field, String wayOut) {
        if (present) {
            problems.add(new Problem.NotSupported(field, "set", wayOut));
        }
    }
}
