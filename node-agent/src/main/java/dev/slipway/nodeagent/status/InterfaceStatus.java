package dev.slipway.nodeagent.status;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceNetworkInterface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceNetworkInterfaceBuilder;
import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.WiredInterface;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.nodeagent.launcher.GuestFacts;
import dev.slipway.nodeagent.launcher.GuestFacts.GuestInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code status.interfaces} of an instance: its own first, then what only the guest has. */
public final class InterfaceStatus {
    /** So many that only the guest has are told, as KubeVirt does. */
    private static final int MOST_OF_GUEST = 10;

    private InterfaceStatus() {}

    static List<VirtualMachineInstanceNetworkInterface> of(VirtualMachineInstance vmi, MachineFacts facts) {
        List<WiredInterface> wired = facts.wiring().map(WiringPlan::interfaces).orElse(List.of());
        List<GuestInterface> inGuest = facts.state()
                .map(state -> state.guest())
                .map(GuestFacts::interfaces)
                .orElse(List.of());
        var interfaces = new ArrayList<VirtualMachineInstanceNetworkInterface>();
        for (WiredInterface nic : wired) {
            Optional<GuestInterface> guest = inGuest.stream()
                    .filter(device -> device.mac().equals(nic.nic().mac()))
                    .findFirst();
            interfaces.add(known(vmi, nic, guest, facts.podIps()));
        }
        Set<String> macs = wired.stream().map(nic -> nic.nic().mac()).collect(Collectors.toSet());
        inGuest.stream()
                .filter(device -> !macs.contains(device.mac()))
                .limit(MOST_OF_GUEST)
                .map(InterfaceStatus::guestOnly)
                .forEach(interfaces::add);
        return interfaces;
    }

    /** Returns the statuses with those of interfaces that are to leave, and that the guest still has. */
    public static @Nullable List<VirtualMachineInstanceNetworkInterface> withLeaving(
            List<VirtualMachineInstanceNetworkInterface> now,
            List<VirtualMachineInstanceNetworkInterface> before,
            Set<String> leaving) {
        var all = new ArrayList<>(now);
        Set<String> told = now.stream()
                .map(VirtualMachineInstanceNetworkInterface::name)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        before.stream()
                .filter(status ->
                        status.name() != null && leaving.contains(status.name()) && !told.contains(status.name()))
                .forEach(all::add);
        return all.isEmpty() ? null : all;
    }

    private static VirtualMachineInstanceNetworkInterface known(
            VirtualMachineInstance vmi, WiredInterface wired, Optional<GuestInterface> guest, List<String> podIps) {
        List<String> addresses = addresses(wired, guest, podIps);
        String source = "domain" + (guest.isPresent() ? ", guest-agent" : "")
                + (isMultus(vmi, wired.nic().name()) ? ", multus-status" : "");
        return VirtualMachineInstanceNetworkInterfaceBuilder.builder()
                .name(wired.nic().name())
                .mac(wired.nic().mac())
                .podInterfaceName(wired.podInterface().orElse(null))
                .interfaceName(guest.map(GuestInterface::name).orElse(null))
                .ipAddress(addresses.isEmpty() ? null : addresses.getFirst())
                .ipAddresses(addresses.isEmpty() ? null : addresses)
                .infoSource(source)
                .linkState(wired.nic().linkUp() ? "up" : "down")
                .queueCount(
                        switch (wired.nic()) {
                            case NicWiring.Tap tap -> tap.queues();
                            case NicWiring.UserMode ignored -> 1;
                        })
                .build();
    }

    /**
     * What the guest was given counts, behind translation the Pod's addresses; what its agent says is added for a family of which
     * it was given none, and takes those away of a family that the guest does not have. Source: KubeVirt v1.9.0, {@code
     * pkg/network/setup/netstat.go}.
     */
    private static List<String> addresses(WiredInterface wired, Optional<GuestInterface> guest, List<String> podIps) {
        boolean translated = wired.binding() != WiredInterface.Binding.BRIDGE;
        List<String> given = translated && !podIps.isEmpty() ? podIps : wired.addresses();
        if (guest.isEmpty()) {
            return given;
        }
        List<String> told = guest.get().addresses().stream()
                .filter(address -> !translated || !isLinkLocal(address))
                .toList();
        return Stream.of(false, true)
                .flatMap(six -> {
                    List<String> inGuest = told.stream()
                            .filter(address -> isSix(address) == six)
                            .toList();
                    List<String> outside = given.stream()
                            .filter(address -> isSix(address) == six)
                            .toList();
                    return (outside.isEmpty() || inGuest.isEmpty() ? inGuest : outside).stream();
                })
                .toList();
    }

    private static boolean isSix(String address) {
        return address.indexOf(':') >= 0;
    }

    private static boolean isLinkLocal(String address) {
        return address.toLowerCase(Locale.ROOT).startsWith("fe80:") || address.startsWith("169.254.");
    }

    private static VirtualMachineInstanceNetworkInterface guestOnly(GuestInterface guest) {
        return VirtualMachineInstanceNetworkInterfaceBuilder.builder()
                .interfaceName(guest.name())
                .mac(guest.mac().isEmpty() ? null : guest.mac())
                .ipAddress(
                        guest.addresses().isEmpty() ? null : guest.addresses().getFirst())
                .ipAddresses(guest.addresses().isEmpty() ? null : guest.addresses())
                .infoSource("guest-agent")
                .build();
    }

    private static boolean isMultus(VirtualMachineInstance vmi, String name) {
        var networks = vmi.getSpec().networks();
        return networks != null
                && networks.stream().anyMatch(network -> name.equals(network.name()) && network.multus() != null);
    }
}
