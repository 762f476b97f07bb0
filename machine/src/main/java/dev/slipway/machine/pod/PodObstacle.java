package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.HostDevice;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.MediatedHostDevice;
import dev.slipway.api.kubevirt.PciHostDevice;
import dev.slipway.api.kubevirt.PermittedHostDevices;
import dev.slipway.api.kubevirt.USBHostDevice;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why the installation gives an instance no Pod at all. Source: KubeVirt v1.9.0, {@code renderLaunchManifest}. */
public final class PodObstacle {
    private static final String DEVICE = "The device %s is not among permittedHostDevices of the KubeVirt resource:"
            + " permit it there, or take it from the virtual machine.";
    private static final String BINDING =
            "The network binding %s is not among network.binding of the KubeVirt resource:"
                    + " register it there, or give the interface another binding.";
    private static final String SYSPREP =
            "The volume %s is of sysprep and names neither a secret nor a configMap: name one, or take the volume away.";

    private PodObstacle() {}

    /** Returns one sentence for each thing that the KubeVirt resource does not allow, and for each volume without a source; none if there is to be a Pod. */
    public static List<String> of(VirtualMachineInstanceSpec spec, PodFacts facts) {
        List<String> obstacles = new ArrayList<>();
        Optional.ofNullable(facts.configuration().permittedHostDevices())
                .map(PodObstacle::names)
                .ifPresent(permitted -> devices(spec)
                        .filter(device -> !permitted.contains(device))
                        .distinct()
                        .map(DEVICE::formatted)
                        .forEach(obstacles::add));
        Instance.interfaces(spec).stream()
                .map(Interface::binding)
                .filter(Objects::nonNull)
                .map(binding -> String.valueOf(binding.name()))
                .filter(name -> !facts.bindings().containsKey(name))
                .distinct()
                .map(BINDING::formatted)
                .forEach(obstacles::add);
        of(spec.volumes())
                .filter(volume -> volume.sysprep() != null
                        && volume.sysprep().secret() == null
                        && volume.sysprep().configMap() == null)
                .map(volume -> String.valueOf(volume.name()))
                .map(SYSPREP::formatted)
                .forEach(obstacles::add);
        return obstacles;
    }

    private static Set<@Nullable String> names(PermittedHostDevices permitted) {
        return Stream.of(
                        of(permitted.pciHostDevices()).map(PciHostDevice::resourceName),
                        of(permitted.mediatedDevices()).map(MediatedHostDevice::resourceName),
                        of(permitted.usb()).map(USBHostDevice::resourceName))
                .flatMap(names -> names)
                .collect(Collectors.toSet());
    }

    /** Those that a driver of Kubernetes allocates are permitted elsewhere. */
    private static Stream<String> devices(VirtualMachineInstanceSpec spec) {
        List<GPU> gpus = Instance.devices(spec).map(Devices::gpus).orElse(List.of());
        List<HostDevice> others =
                Instance.devices(spec).map(Devices::hostDevices).orElse(List.of());
        return Stream.concat(
                gpus.stream()
                        .filter(gpu -> gpu.claimName() == null && gpu.requestName() == null)
                        .map(gpu -> String.valueOf(gpu.deviceName())),
                others.stream()
                        .filter(device -> device.claimName() == null && device.requestName() == null)
                        .map(device -> String.valueOf(device.deviceName())));
    }

    private static <T> Stream<T> of(@Nullable List<T> list) {
        return list == null ? Stream.of() : list.stream();
    }
}
