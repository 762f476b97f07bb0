package dev.slipway.nodeagent.device;

import dev.slipway.machine.pod.LauncherNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The devices that nodes offer to guests. Source of the names: KubeVirt v1.9.0, {@code pkg/virt-handler/device-manager}. */
final class KubeVirtDevices {
    static final Device KVM = new Device.File("kvm", Path.of("/dev/kvm"), Device.Access.ALL);
    static final Device TUN = new Device.File("tun", Path.of("/dev/net/tun"), Device.Access.ALL);
    static final Device VHOST_NET = new Device.File("vhost-net", Path.of("/dev/vhost-net"), Device.Access.ALL);
    static final Device VHOST_VSOCK = new Device.File("vhost-vsock", Path.of("/dev/vhost-vsock"), Device.Access.ALL);

    /** Who has it open may do more to the platform than run guests. */
    static final Device SEV = new Device.File("sev", Path.of("/dev/sev"), Device.Access.LAUNCHERS);

    static final Device TDX = new Device.Capacity("tdx");
    static final Device RESERVATIONS = new Device.Directory("pr-helper", LauncherNames.RESERVATIONS);

    /** Encrypted guests are guests of KVM. */
    private static final Set<Device> NEED_KVM = Set.of(KVM, SEV, TDX);

    private KubeVirtDevices() {}

    /** Returns those that a node can offer if it has them. */
    static List<Device> of(boolean kvm) {
        return List.of(KVM, TUN, VHOST_NET, VHOST_VSOCK, SEV, TDX, RESERVATIONS).stream()
                .filter(device -> kvm || !NEED_KVM.contains(device))
                .toList();
    }
}
