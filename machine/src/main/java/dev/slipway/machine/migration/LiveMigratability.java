package dev.slipway.machine.migration;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.hotplug.PluggableVolume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a running guest can move to another node without being stopped, in the words of KubeVirt's condition. */
public sealed interface LiveMigratability {
    /** Returns how storage moves: {@code LiveMigration} if all of it is shared, else {@code BlockMigration}. */
    String method();

    /** The guest can move. */
    record Migratable(String method) implements LiveMigratability {}

    /**
     * The guest cannot move.
     *
     * @param reason KubeVirt's word for the cause
     * @param message one sentence
     */
    record NotMigratable(String method, String reason, String message) implements LiveMigratability {}

    /** Annotation that permits to move a guest whose Pod address is bridged into it. */
    String ALLOW_POD_BRIDGE = "kubevirt.io/allow-pod-bridge-network-live-migration";

    /**
     * Decides.
     *
     * @param vmi the instance
     * @param accessModes access modes of the claims behind its volumes, by volume name
     */
    static LiveMigratability of(VirtualMachineInstance vmi, Map<String, List<String>> accessModes) {
        String method = volumes(vmi).allMatch(volume -> isShared(volume, accessModes) || isPassive(volume))
                ? "LiveMigration"
                : "BlockMigration";
        return disks(vmi, method, accessModes)
                .or(() -> plugged(vmi, method))
                .or(() -> interfaces(vmi, method))
                .or(() -> devices(vmi, method))
                .<LiveMigratability>map(not -> not)
                .orElseGet(() -> new Migratable(method));
    }

    private static Optional<NotMigratable> disks(
            VirtualMachineInstance vmi, String method, Map<String, List<String>> accessModes) {
        return volumes(vmi)
                .filter(volume -> claim(volume).isPresent() && !isShared(volume, accessModes))
                .findFirst()
                .map(volume -> new NotMigratable(
                        method,
                        "DisksNotLiveMigratable",
                        ("cannot migrate VMI: PVC %s is not shared, live migration requires that all PVCs must be shared"
                                        + " (using ReadWriteMany access mode)")
                                .formatted(claim(volume).orElseThrow())))
                .or(() -> volumes(vmi)
                        .filter(volume -> volume.hostDisk() != null)
                        .findFirst()
                        .map(volume -> new NotMigratable(
                                method, "DisksNotLiveMigratable", "cannot migrate VMI with non-shared HostDisk")));
    }

    /** A target Pod would have to plug them at the very places that the guest has them at. */
    private static Optional<NotMigratable> plugged(VirtualMachineInstance vmi, String method) {
        return PluggableVolume.of(vmi.getSpec()).stream()
                .findFirst()
                .map(volume -> new NotMigratable(
                        method,
                        "HotplugNotLiveMigratable",
                        ("cannot migrate VMI while volume %s, which was plugged into it, is there; remove it or restart the"
                                        + " machine without hotpluggable")
                                .formatted(volume.name())));
    }

    private static Optional<NotMigratable> interfaces(VirtualMachineInstance vmi, String method) {
        boolean allowed = Optional.ofNullable(vmi.getMetadata().getAnnotations())
                .filter(annotations -> annotations.containsKey(ALLOW_POD_BRIDGE))
                .isPresent();
        boolean bridged = !allowed
                && Stream.ofNullable(vmi.getSpec().networks())
                        .flatMap(List::stream)
                        .filter(network -> network.pod() != null)
                        .map(Network::name)
                        .anyMatch(name -> interfaces(vmi).anyMatch(nic -> isBridged(nic, name)));
        return bridged
                ? Optional.of(new NotMigratable(
                        method,
                        "InterfaceNotLiveMigratable",
                        "cannot migrate VMI which does not use masquerade, bridge with %s VM annotation or a migratable"
                                        .formatted(ALLOW_POD_BRIDGE)
                                + " plugin to connect to the pod network"))
                : Optional.empty();
    }

    private static Optional<NotMigratable> devices(VirtualMachineInstance vmi, String method) {
        DomainSpec domain = vmi.getSpec().domain();
        Devices devices = domain == null ? null : domain.devices();
        if (domain == null || devices == null) {
            return Optional.empty();
        }
        if (devices.tpm() != null && !Boolean.FALSE.equals(devices.tpm().enabled())) {
            return Optional.of(new NotMigratable(
                    method,
                    "DisksNotLiveMigratable",
                    "cannot migrate VMI with a TPM: this version of Slipway keeps its state in the Pod"));
        }
        if (!isEmpty(devices.hostDevices()) || !isEmpty(devices.gpus())) {
            return Optional.of(new NotMigratable(method, "HostDeviceNotLiveMigratable", "VMI uses a PCI host devices"));
        }
        if (!isEmpty(devices.filesystems())) {
            return Optional.of(new NotMigratable(method, "VirtIOFSNotLiveMigratable", "VMI uses virtiofs"));
        }
        if (domain.launchSecurity() != null) {
            return Optional.of(new NotMigratable(method, "SEVNotLiveMigratable", "VMI uses SEV"));
        }
        return Optional.empty();
    }

    private static boolean isBridged(Interface nic, @Nullable String network) {
        return network != null && network.equals(nic.name()) && nic.masquerade() == null && nic.passtBinding() == null;
    }

    private static Stream<Interface> interfaces(VirtualMachineInstance vmi) {
        return Stream.ofNullable(vmi.getSpec().domain())
                .map(DomainSpec::devices)
                .flatMap(Stream::ofNullable)
                .map(Devices::interfaces)
                .flatMap(Stream::ofNullable)
                .flatMap(List::stream);
    }

    private static Stream<Volume> volumes(VirtualMachineInstance vmi) {
        return Stream.ofNullable(vmi.getSpec().volumes()).flatMap(List::stream);
    }

    private static boolean isShared(Volume volume, Map<String, List<String>> accessModes) {
        String name = volume.name();
        return name != null && accessModes.getOrDefault(name, List.of()).contains("ReadWriteMany");
    }

    /** Volumes whose content both ends have anyway. */
    private static boolean isPassive(Volume volume) {
        return volume.configMap() != null
                || volume.secret() != null
                || volume.downwardAPI() != null
                || volume.serviceAccount() != null
                || volume.downwardMetrics() != null;
    }

    private static Optional<String> claim(Volume volume) {
        if (volume.persistentVolumeClaim() != null) {
            return Optional.ofNullable(volume.persistentVolumeClaim().claimName());
        }
        return volume.dataVolume() != null
                ? Optional.ofNullable(volume.dataVolume().name())
                : Optional.empty();
    }

    private static boolean isEmpty(@Nullable List<?> list) {
        return list == null || list.isEmpty();
    }
}
