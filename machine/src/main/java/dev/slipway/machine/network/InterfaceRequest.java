package dev.slipway.machine.network;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.pod.LauncherNames;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One interface that is asked for, with its network and the facts of its Pod.
 *
 * @param vmi the instance
 * @param nic the interface
 * @param network the network of the same name
 * @param facts what is there
 */
record InterfaceRequest(VirtualMachineInstance vmi, Interface nic, Network network, PodNetworkFacts facts) {
    /** Network behind masquerade and in user mode if none is asked for. Source: KubeVirt's DefaultVMCIDR. */
    static final String DEFAULT_CIDR = "10.0.2.0/24";

    String name() {
        String name = nic.name();
        return name == null ? "" : name;
    }

    boolean isPodNetwork() {
        var multus = network.multus();
        return network.pod() != null || (multus != null && Boolean.TRUE.equals(multus.default_()));
    }

    boolean linkUp() {
        return !"down".equals(nic.state());
    }

    /** Returns the device of the Pod that carries the network. */
    PodLink podLink() throws WiringProblem.Refused {
        String device = isPodNetwork()
                ? PodNetworkFacts.POD_DEVICE
                : facts.attachments().getOrDefault(name(), LauncherNames.podInterface(name()));
        return facts.link(device)
                .orElseThrow(() -> new WiringProblem.Refused(new WiringProblem.DeviceMissing(name(), device)));
    }

    /** Returns the network behind the translation. */
    IpPrefix guestNetwork() throws WiringProblem.Refused {
        var pod = network.pod();
        String cidr = pod == null ? null : pod.vmNetworkCIDR();
        String value = cidr == null || cidr.isBlank() ? DEFAULT_CIDR : cidr;
        try {
            IpPrefix prefix = IpPrefix.of(value);
            prefix.host(2);
            return prefix;
        } catch (IllegalArgumentException e) {
            throw new WiringProblem.Refused(new WiringProblem.CidrInvalid(name(), value));
        }
    }

    /** Returns the guest's hardware address where the network does not give one. */
    String mac() {
        return macOr(MacAddress.derived(
                vmi.getMetadata().getNamespace(), vmi.getMetadata().getName(), name()));
    }

    /** Returns the hardware address that is asked for, else this one. */
    String macOr(String unasked) {
        String wanted = nic.macAddress();
        return wanted == null || wanted.isBlank() ? unasked : MacAddress.normal(wanted);
    }

    /** Returns the hardware address that the running guest has already; it keeps it in another Pod, whatever that one has. */
    Optional<String> knownMac() {
        return Optional.ofNullable(vmi.getStatus()).flatMap(status -> Optional.ofNullable(status.interfaces())).stream()
                .flatMap(List::stream)
                .filter(known -> name().equals(known.name()))
                .flatMap(known -> Optional.ofNullable(known.mac()).stream())
                .filter(mac -> !mac.isEmpty())
                .findFirst();
    }

    /** Returns the guest's own name: that of the specification, else the instance's up to its first dot. */
    String hostname() {
        String wanted = vmi.getSpec().hostname();
        return LauncherNames.hostname(
                wanted == null || wanted.isBlank() ? vmi.getMetadata().getName() : wanted);
    }

    OptionalInt mtu(PodLink link) {
        return link.mtu() >= 68 && link.mtu() <= 65535 ? OptionalInt.of(link.mtu()) : OptionalInt.empty();
    }

    /** Returns one pair of queues for each virtual processor where several are asked for and virtio can have them. */
    int queues() {
        var domain = vmi.getSpec().domain();
        var devices = domain == null ? null : domain.devices();
        boolean several = devices != null && Boolean.TRUE.equals(devices.networkInterfaceMultiqueue());
        boolean virtio = nic.model() == null || nic.model().equals("virtio");
        var cpu = domain == null ? null : domain.cpu();
        if (!several || !virtio || cpu == null) {
            return 1;
        }
        long count = atLeastOne(cpu.sockets()) * atLeastOne(cpu.cores()) * atLeastOne(cpu.threads());
        return (int) Math.min(count, 256);
    }

    private static long atLeastOne(@Nullable Long count) {
        return count == null || count < 1 ? 1 : Math.min(count, 256);
    }
}
