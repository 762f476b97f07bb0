package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.HostDevice;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.KernelBoot;
import dev.slipway.api.kubevirt.KernelBootContainer;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.machine.pod.StateClaim;
import dev.slipway.machine.qemu.Grants;
import dev.slipway.machine.qemu.PassedDevice;
import dev.slipway.nodeagent.cni.NetworkStatus;
import dev.slipway.nodeagent.host.CpuList;
import dev.slipway.nodeagent.pod.PodFiles;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds what a launcher's Pod was given for its guest alone: processors, devices, the claim with its state. */
final class PodGrants {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Path VSOCK = Path.of("/dev/vhost-vsock");

    /** Variables of KubeVirt's device plugins, before the name of the resource. */
    private static final List<String> PLUGINS = List.of("PCI_RESOURCE_", "MDEV_PCI_RESOURCE_", "USB_RESOURCE_");

    private final KubernetesClient client;

    PodGrants(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Returns what a guest was given.
     *
     * @param launcher number of the launcher's process on the node, if it is known
     */
    Grants of(VirtualMachineInstance vmi, PodFiles files, Optional<Long> launcher) throws IOException {
        Optional<DomainSpec> domain = Optional.ofNullable(vmi.getSpec().domain());
        boolean dedicated =
                domain.map(DomainSpec::cpu).map(CPU::dedicatedCpuPlacement).orElse(false);
        return new Grants(
                dedicated && launcher.isPresent() ? cpus(launcher.get()) : List.of(),
                devices(domain.map(DomainSpec::devices), files, launcher),
                contextId(vmi),
                StateClaim.isNeeded(vmi.getSpec()) ? state(vmi, files) : Optional.empty(),
                domain.map(DomainSpec::firmware)
                        .map(Firmware::kernelBoot)
                        .map(KernelBoot::container)
                        .flatMap(container -> kernel(container, files)));
    }

    /** The kernel's list of the processors that a process may run on: {@code 2-3,18}. */
    private static List<Integer> cpus(long process) throws IOException {
        return lines(process, "status").stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .map(CpuList::parse)
                .orElse(List.of());
    }

    private static List<String> lines(long process, String file) throws IOException {
        return Files.readAllLines(PROCESSES.resolve(Long.toString(process)).resolve(file));
    }

    private static Map<String, PassedDevice> devices(Optional<Devices> wanted, PodFiles files, Optional<Long> launcher)
            throws IOException {
        Map<String, PassedDevice> devices = new HashMap<>();
        List<GPU> gpus = Given.list(wanted.map(Devices::gpus).orElse(null));
        List<HostDevice> others = Given.list(wanted.map(Devices::hostDevices).orElse(null));
        if (launcher.isPresent() && !(gpus.isEmpty() && others.isEmpty())) {
            Map<String, Deque<String>> given = given(launcher.get());
            gpus.forEach(gpu ->
                    take(given, gpu.deviceName()).ifPresent(device -> devices.put(Given.text(gpu.name()), device)));
            others.forEach(host ->
                    take(given, host.deviceName()).ifPresent(device -> devices.put(Given.text(host.name()), device)));
        }
        List<NetworkStatus> networks = NetworkStatus.parse(
                Optional.ofNullable(files.pod().getMetadata().getAnnotations())
                        .map(annotations -> annotations.get(NetworkStatus.ANNOTATION))
                        .orElse(""));
        for (Interface nic : Given.list(wanted.map(Devices::interfaces).orElse(null))) {
            String device = LauncherNames.podInterface(Given.text(nic.name()));
            networks.stream()
                    .filter(status -> nic.sriov() != null
                            && device.equals(status.device())
                            && !status.pciAddress().isEmpty())
                    .findFirst()
                    .ifPresent(status -> devices.put(Given.text(nic.name()), PassedDevice.of(status.pciAddress())));
        }
        return devices;
    }

    /** The variables by which device plugins tell a container what it was given. */
    private static Map<String, Deque<String>> given(long process) throws IOException {
        Map<String, Deque<String>> given = new HashMap<>();
        byte[] environment =
                Files.readAllBytes(PROCESSES.resolve(Long.toString(process)).resolve("environ"));
        for (String variable : new String(environment, StandardCharsets.UTF_8).split("\0", -1)) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                List<String> names = Arrays.stream(
                                variable.substring(equals + 1).split(",", -1))
                        .filter(name -> !name.isEmpty())
                        .toList();
                given.put(variable.substring(0, equals), new ArrayDeque<>(names));
            }
        }
        return given;
    }

    private static Optional<PassedDevice> take(Map<String, Deque<String>> given, @Nullable String resource) {
        String name = Given.text(resource).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return PLUGINS.stream()
                .map(plugin -> given.getOrDefault(plugin + name, new ArrayDeque<>()))
                .filter(devices -> !devices.isEmpty())
                .findFirst()
                .map(Deque::poll)
                .map(PassedDevice::of);
    }

    private static OptionalLong contextId(VirtualMachineInstance vmi) {
        Long assigned = vmi.getStatus() == null ? null : vmi.getStatus().VSOCKCID();
        return assigned != null && Files.exists(VSOCK) ? OptionalLong.of(assigned) : OptionalLong.empty();
    }

    private Optional<String> state(VirtualMachineInstance vmi, PodFiles files) {
        return Optional.ofNullable(client.persistentVolumeClaims()
                        .inNamespace(vmi.getMetadata().getNamespace())
                        .withName(StateClaim.name(vmi.getMetadata().getName()))
                        .get())
                .map(claim -> claim.getSpec().getVolumeName())
                .flatMap(volume -> files.inLauncher(LauncherNames.STATE_VOLUME, volume));
    }

    private static Optional<Grants.Kernel> kernel(KernelBootContainer container, PodFiles files) {
        return files.inLauncher(LauncherNames.KERNEL_VOLUME, LauncherNames.KERNEL_VOLUME)
                .map(folder -> new Grants.Kernel(
                        Optional.ofNullable(container.kernelPath())
                                .filter(path -> !path.isEmpty())
                                .map(path -> below(folder, path)),
                        Optional.ofNullable(container.initrdPath())
                                .filter(path -> !path.isEmpty())
                                .map(path -> below(folder, path))));
    }

    private static String below(String folder, String path) {
        return folder + (path.startsWith("/") ? path : "/" + path);
    }
}
