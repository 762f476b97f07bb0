package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.network.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Translates a virtual machine instance into what a launcher runs. */
public final class QemuCommand {
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private QemuCommand() {}

    /**
     * Makes the launch plan of a guest, or says everything that stands in the way.
     *
     * @param instance the guest, completed by admission
     * @param host what the node can do
     * @param paths where the launcher finds the guest's volumes
     * @param wiring the host side of the guest's interfaces; the link state in it is for who starts the guest, because
     *     QEMU's command line cannot say it
     */
    public static Translation of(VirtualMachineInstance instance, HostFacts host, LauncherPaths paths, Wiring wiring) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        DomainSpec domain = spec == null ? null : spec.domain();
        Devices devices = domain == null ? null : domain.devices();
        if (spec == null || domain == null || devices == null) {
            return new Translation.Refused(List.of(new Problem.Missing("spec.domain.devices", "the guest's devices")));
        }
        MachineChoice choice = MachineChoice.of(domain, host);
        Guest guest = new Guest(instance, spec, domain, devices, host, paths, wiring, choice.machine());
        List<Problem> problems = new ArrayList<>(choice.problems());
        problems.addAll(NotSupported.in(guest));

        CpuTopology cpus = CpuTopology.of(guest);
        GuestMemory memory = GuestMemory.of(guest);
        GuestDisks disks = GuestDisks.of(guest);
        IoThreads threads = IoThreads.of(guest, disks, cpus);
        PciTopology pci = PciTopology.of(guest, memory, disks);
        Placement placement = Placement.of(guest, cpus);
        Part whole = Part.join(List.of(
                Part.wrong(disks.problems().toArray(Problem[]::new)),
                ProcessOptions.of(guest),
                MachineOptions.of(guest, memory, placement),
                cpus.part(guest),
                memory.part(guest, placement),
                placement.part(),
                ConfidentialGuest.of(guest),
                FirmwareOptions.of(guest),
                SmbiosOptions.of(guest),
                ClockOptions.of(guest),
                pci.part(),
                threads.part(),
                Controllers.of(guest, disks),
                VideoDevice.of(guest),
                DiskDevices.of(guest, disks, pci, threads, cpus),
                NicDevices.of(guest, pci),
                SerialPorts.of(guest),
                InputDevices.of(guest),
                RandomSource.of(guest),
                Balloon.of(guest),
                WatchdogTimer.of(guest),
                SoundCard.of(guest),
                PanicDevices.of(guest),
                TpmDevice.of(guest),
                VsockDevice.of(guest, pci),
                FileSystems.of(guest, pci),
                HostDevices.of(guest, pci),
                UsbRedirection.of(guest),
                MetricsPort.of(guest)));
        problems.addAll(whole.problems());
        return problems.isEmpty()
                ? new Translation.Planned(plan(guest, whole), notes(guest), placement.threads())
                : new Translation.Refused(problems.stream().distinct().toList());
    }

    private static List<String> notes(Guest guest) {
        return Stream.concat(Hyperv.notes(guest).stream(), CpuModel.notes(guest).stream())
                .toList();
    }

    private static LaunchPlan plan(Guest guest, Part whole) {
        Long grace = guest.spec().terminationGracePeriodSeconds();
        return new LaunchPlan(
                guest.host().binary(),
                whole.arguments(),
                whole.files(),
                whole.images(),
                whole.helpers(),
                ClockOptions.environment(guest),
                VideoDevice.attached(guest),
                SerialPorts.attached(guest),
                true,
                guest.startsPaused(),
                null,
                grace == null ? DEFAULT_GRACE_SECONDS : Math.max(0, grace));
    }
}
