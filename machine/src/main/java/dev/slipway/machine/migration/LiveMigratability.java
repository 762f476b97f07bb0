package dev.slipway.machine.migration;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Features;
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

    /**
     * Why a guest cannot move, also if its volumes move along.
     *
     * @param reason KubeVirt's word for the cause
     * @param message one sentence
     */
    record Obstacle(String reason, String message) {
        @Override
        public String toString() {
            return reason + ": " + message;
        }
    }

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
        String method = volumes(vmi).allMatch(volume -> isShared(volume, accessModes) || isReadOnly(vmi, volume))
                ? "LiveMigration"
                : "BlockMigration";
        return withVolumes(vmi).stream()
                .findFirst()
                .or(() -> state(vmi))
                .or(() -> disks(vmi, accessModes))
                .<LiveMigratability>map(first -> new NotMigratable(method, first.reason(), first.message()))
                .orElseGet(() -> new Migratable(method));
    }

    /**
     * Returns why the guest could not even move if its volumes moved to other claims meanwhile; in the order of KubeVirt v1.9.0,
     * {@code pkg/virt-handler/vm.go}, and then what only this launcher cannot do.
     */
    static List<Obstacle> withVolumes(VirtualMachineInstance vmi) {
        return Stream.of(network(vmi), devices(vmi), security(vmi), passthrough(vmi), plugged(vmi), folders(vmi))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Obstacle> disks(VirtualMachineInstance vmi, Map<String, List<String>> accessModes) {
        return volumes(vmi)
                .filter(volume -> claim(volume).isPresent() && !isShared(volume, accessModes))
                .findFirst()
                .map(volume -> new Obstacle(
                        "DisksNotLiveMigratable",
                        ("cannot migrate VMI: %s, live migration requires that all PVCs must be shared"
                                        + " (using ReadWriteMany access mode)")
                                .formatted(whyNotShared(volume, accessModes))))
                .or(() -> volumes(vmi)
                        .filter(volume -> volume.hostDisk() != null)
                        .findFirst()
                        .map(_ ->
                                new Obstacle("DisksNotLiveMigratable", "cannot migrate VMI with non-shared HostDisk")));
    }

    private static String whyNotShared(Volume volume, Map<String, List<String>> accessModes) {
        String claim = claim(volume).orElseThrow();
        return accessModes.containsKey(String.valueOf(volume.name()))
                ? "PVC " + claim + " is not shared"
                : "Unable to determine if PVC " + claim + " is shared";
    }

    /** A target Pod would have to plug them at the very places that the guest has them at. */
    private static Optional<Obstacle> plugged(VirtualMachineInstance vmi) {
        return PluggableVolume.of(vmi.getSpec()).stream()
                .findFirst()
                .map(volume -> new Obstacle(
                        "HotplugNotLiveMigratable",
                        ("cannot migrate VMI while volume %s, which was plugged into it, is there; remove it or restart the"
                                        + " machine without hotpluggable")
                                .formatted(volume.name())));
    }

    private static Optional<Obstacle> network(VirtualMachineInstance vmi) {
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
                ? Optional.of(new Obstacle(
                        "InterfaceNotLiveMigratable",
                        "cannot migrate VMI which does not use masquerade, bridge with %s VM annotation or a migratable"
                                        .formatted(ALLOW_POD_BRIDGE)
                                + " plugin to connect to the pod network"))
                : Optional.empty();
    }

    private static Optional<Obstacle> devices(VirtualMachineInstance vmi) {
        Optional<Devices> devices = domain(vmi).map(DomainSpec::devices);
        if (devices.filter(found -> !isEmpty(found.hostDevices())).isPresent()) {
            return Optional.of(new Obstacle(
                    "HostDeviceNotLiveMigratable", "VMI specifies non-migratable generic PCI host device"));
        }
        return devices.filter(found -> !isEmpty(found.gpus()))
                .map(_ -> new Obstacle("HostDeviceNotLiveMigratable", "VMI specifies non-migratable GPU device"));
    }

    private static Optional<Obstacle> security(VirtualMachineInstance vmi) {
        return domain(vmi)
                .map(DomainSpec::launchSecurity)
                .map(security -> security.tdx() != null
                        ? new Obstacle("TDXNotLiveMigratable", "VMI uses TDX")
                        : security.sev() != null || security.snp() != null
                                ? new Obstacle("SEVNotLiveMigratable", "VMI uses SEV")
                                : new Obstacle("SecureExecutionNotLiveMigratable", "VMI uses Secure Execution"));
    }

    private static Optional<Obstacle> passthrough(VirtualMachineInstance vmi) {
        return domain(vmi)
                .map(DomainSpec::features)
                .map(Features::hypervPassthrough)
                .filter(passed -> Boolean.TRUE.equals(passed.enabled()))
                .map(_ -> new Obstacle("HypervPassthroughNotLiveMigratable", "VMI uses hyperv passthrough"));
    }

    private static Optional<Obstacle> folders(VirtualMachineInstance vmi) {
        return domain(vmi)
                .map(DomainSpec::devices)
                .filter(devices -> !isEmpty(devices.filesystems()))
                .map(_ -> new Obstacle("VirtIOFSNotLiveMigratable", "VMI uses virtiofs"));
    }

    private static Optional<Obstacle> state(VirtualMachineInstance vmi) {
        return domain(vmi)
                .map(DomainSpec::devices)
                .map(Devices::tpm)
                .filter(tpm -> !Boolean.FALSE.equals(tpm.enabled()))
                .map(_ -> new Obstacle(
                        "DisksNotLiveMigratable",
                        "cannot migrate VMI with a TPM: this version of Slipway keeps its state in the Pod"));
    }

    private static Optional<DomainSpec> domain(VirtualMachineInstance vmi) {
        return Optional.ofNullable(vmi.getSpec().domain());
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

    /** Returns whether the guest cannot write to it, so that both ends have the same content anyway. */
    private static boolean isReadOnly(VirtualMachineInstance vmi, Volume volume) {
        return domain(vmi).map(DomainSpec::devices).map(Devices::disks).orElse(List.of()).stream()
                .filter(disk -> volume.name() != null && volume.name().equals(disk.name()))
                .anyMatch(disk -> disk.cdrom() != null
                        && !Boolean.FALSE.equals(disk.cdrom().readonly()));
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
