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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The {@code status.interfaces} of an instance: its own first, then what only the guest has. */
public final class InterfaceStatus {
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

    /** Behind translation the Pod's addresses count; on a bridge what the guest says, else what it was given. */
    private static List<String> addresses(WiredInterface wired, Optional<GuestInterface> guest, List<String> podIps) {
        return switch (wired.binding()) {
            case MASQUERADE, USER_MODE -> podIps.isEmpty() ? wired.addresses() : podIps;
            case BRIDGE ->
                guest.map(GuestInterface::addresses)
                        .filter(list -> !list.isEmpty())
                        .orElse(wired.addresses());
        };
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
