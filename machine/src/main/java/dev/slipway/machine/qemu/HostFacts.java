package dev.slipway.machine.qemu;

import java.util.Optional;
import java.util.Set;

/**
 * What a node can do for a guest.
 *
 * @param binary path of QEMU as the launcher sees it
 * @param version version of that QEMU
 * @param machineTypes machine types of that QEMU
 * @param accelerator what runs the guest's processors
 * @param cpuFeatures features of the host's processor by QEMU's names, for optional features of named CPU models
 * @param uefi firmware for guests with UEFI, if installed
 * @param secureUefi firmware for guests with Secure Boot (needs SMM), if installed
 * @param swtpm path of swtpm, if installed
 * @param virtiofsd what serves shared folders, if installed
 * @param reservations socket of a qemu-pr-helper as launchers see it, if one runs
 * @param hardware what its hardware offers
 * @param smbios what the guest reads about its maker
 */
public record HostFacts(
        String binary,
        QemuVersion version,
        MachineTypes machineTypes,
        Accelerator accelerator,
        Set<String> cpuFeatures,
        Optional<OvmfFirmware> uefi,
        Optional<OvmfFirmware> secureUefi,
        Optional<String> swtpm,
        Optional<VirtioFsDaemon> virtiofsd,
        Optional<String> reservations,
        HostHardware hardware,
        Smbios smbios) {
    public HostFacts {
        cpuFeatures = Set.copyOf(cpuFeatures);
    }

    /** Returns this with another socket for reservations. */
    public HostFacts withReservations(String socket) {
        return new HostFacts(
                binary,
                version,
                machineTypes,
                accelerator,
                cpuFeatures,
                uefi,
                secureUefi,
                swtpm,
                virtiofsd,
                Optional.of(socket),
                hardware,
                smbios);
    }
}
