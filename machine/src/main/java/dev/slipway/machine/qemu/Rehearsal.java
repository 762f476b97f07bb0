package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.cloudinit.CredentialSecrets;
import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.Wiring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A translation before there is a node: on one that can do everything, with each volume and interface of the guest in place.
 * It tells whoever writes the instance what no node could start.
 */
public final class Rehearsal {
    private static final int MOST_CPUS = 256;

    private static final HostFacts HOST = new HostFacts(
            "/usr/bin/qemu-system-x86_64",
            new QemuVersion(10, 1, 0),
            new MachineTypes(
                    Map.of("q35", "pc-q35-10.1", "pc", "pc-i440fx-10.1"), Set.of("pc-q35-10.1", "pc-i440fx-10.1")),
            Accelerator.KVM,
            Set.of("avx2", "aes"),
            Optional.of(new OvmfFirmware("/code.fd", "/vars.fd")),
            Optional.of(new OvmfFirmware("/code.ms.fd", "/vars.ms.fd")),
            Optional.of("/usr/bin/swtpm"),
            Optional.of(new VirtioFsDaemon.Standalone("/usr/bin/virtiofsd")),
            Optional.of("/run/qemu-pr-helper.sock"),
            new HostHardware(
                    Optional.empty(),
                    Map.of(0, IntStream.range(0, MOST_CPUS).boxed().toList()),
                    Optional.of(new HostHardware.Sev(51, 1, true)),
                    true),
            Smbios.KUBEVIRT);

    private Rehearsal() {}

    /** Returns what stands in the way on every node; what only a certain node lacks is not in it. */
    public static List<Problem> problems(VirtualMachineInstance instance) {
        return switch (translate(instance)) {
            case Translation.Planned _ -> List.of();
            case Translation.Refused refused ->
                refused.problems().stream()
                        .filter(problem -> !(problem instanceof Problem.HostLacks))
                        .toList();
        };
    }

    private static Translation translate(VirtualMachineInstance instance) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        Map<String, LauncherVolume> volumes = new HashMap<>();
        Map<String, LauncherVolume.Contents> secrets = new HashMap<>();
        for (Volume volume : Guest.list(spec.volumes())) {
            place(spec, volume).ifPresent(found -> volumes.put(Guest.text(volume.name()), found));
            secretsOf(volume).forEach(name -> secrets.put(name, contents("userdata")));
        }
        CredentialSecrets.of(spec).forEach(name -> secrets.put(name, contents("key")));
        return QemuCommand.of(instance, HOST, new LauncherPaths(volumes, secrets, grants(spec)), wiring(spec));
    }

    /** As much as the instance can ask for. */
    private static Grants grants(VirtualMachineInstanceSpec spec) {
        Devices devices = spec.domain() == null ? null : spec.domain().devices();
        Map<String, PassedDevice> passed = new HashMap<>();
        if (devices != null) {
            PassedDevice device = new PassedDevice.Pci("0000:01:00.0");
            Guest.list(devices.gpus()).forEach(gpu -> passed.put(Guest.text(gpu.name()), device));
            Guest.list(devices.hostDevices()).forEach(other -> passed.put(Guest.text(other.name()), device));
            Guest.list(devices.interfaces()).forEach(nic -> passed.put(Guest.text(nic.name()), device));
        }
        return new Grants(
                IntStream.range(0, MOST_CPUS).boxed().toList(),
                passed,
                OptionalLong.of(3),
                Optional.of("/state"),
                Optional.of(new Grants.Kernel(Optional.of("/kernel"), Optional.empty())));
    }

    private static Optional<LauncherVolume> place(VirtualMachineInstanceSpec spec, Volume volume) {
        boolean shared = spec.domain() != null
                && spec.domain().devices() != null
                && Guest.list(spec.domain().devices().filesystems()).stream()
                        .anyMatch(system -> Guest.text(system.name()).equals(volume.name()));
        if (volume.cloudInitNoCloud() != null || volume.cloudInitConfigDrive() != null || volume.emptyDisk() != null) {
            return Optional.empty();
        }
        boolean files = volume.configMap() != null
                || volume.secret() != null
                || volume.serviceAccount() != null
                || volume.downwardAPI() != null
                || volume.sysprep() != null;
        if (shared) {
            return Optional.of(new LauncherVolume.Folder("/folder"));
        }
        return Optional.of(files ? contents("autounattend.xml") : LauncherVolume.DiskImage.rawFile("/disk.img"));
    }

    private static List<String> secretsOf(Volume volume) {
        List<String> names = new ArrayList<>();
        Optional.ofNullable(volume.cloudInitNoCloud()).ifPresent(source -> {
            Optional.ofNullable(source.secretRef()).ifPresent(secret -> names.add(Guest.text(secret.getName())));
            Optional.ofNullable(source.networkDataSecretRef())
                    .ifPresent(secret -> names.add(Guest.text(secret.getName())));
        });
        Optional.ofNullable(volume.cloudInitConfigDrive()).ifPresent(source -> {
            Optional.ofNullable(source.secretRef()).ifPresent(secret -> names.add(Guest.text(secret.getName())));
            Optional.ofNullable(source.networkDataSecretRef())
                    .ifPresent(secret -> names.add(Guest.text(secret.getName())));
        });
        return names;
    }

    private static LauncherVolume.Contents contents(String file) {
        return new LauncherVolume.Contents(Map.of(file, Guest.utf8("#cloud-config\n")));
    }

    private static Wiring wiring(VirtualMachineInstanceSpec spec) {
        Devices devices = spec.domain() == null ? null : spec.domain().devices();
        List<NicWiring> nics = new ArrayList<>();
        for (Interface nic : devices == null ? List.<Interface>of() : Guest.list(devices.interfaces())) {
            nics.add(new NicWiring.Tap(
                    Guest.text(nic.name()),
                    "tap" + nics.size(),
                    "02:00:00:00:00:01",
                    OptionalInt.empty(),
                    1,
                    true,
                    true));
        }
        return new Wiring(nics);
    }
}
