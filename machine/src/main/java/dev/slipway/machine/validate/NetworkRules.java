package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.DHCPPrivateOptions;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.Port;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.admission.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Rules for {@code networks} and {@code domain.devices.interfaces}. Source: KubeVirt v1.9.0, {@code pkg/network/admitter}. */
final class NetworkRules {
    private static final Set<String> MODELS =
            Set.of("e1000", "e1000e", "igb", "ne2k_pci", "pcnet", "rtl8139", "virtio");

    /** The address of the bridge inside the Pod; a guest with the same one could not be reached. */
    private static final String BRIDGE_MAC = "02:00:00:00:00:00";

    private NetworkRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, Devices devices, FieldPath path, RuleSetting setting) {
        List<Network> networks = Objects.requireNonNullElse(spec.networks(), List.of());
        List<Interface> interfaces = Objects.requireNonNullElse(devices.interfaces(), List.of());
        FieldPath networksPath = path.child("networks");
        FieldPath interfacesPath = path.child("domain", "devices", "interfaces");
        List<Cause> causes = new ArrayList<>();
        Map<String, Network> byName = new HashMap<>();
        for (int i = 0; i < networks.size(); i++) {
            causes.addAll(network(networks.get(i), networksPath.index(i), byName));
        }
        causes.addAll(together(networks, networksPath));
        Set<String> used = new HashSet<>();
        for (int i = 0; i < interfaces.size(); i++) {
            causes.addAll(InterfaceRules.of(interfaces.get(i), byName, interfacesPath.index(i), setting));
            if (!used.add(name(interfaces.get(i)))) {
                causes.add(interfacesPath
                        .index(i)
                        .child("name")
                        .duplicate(
                                "Interface " + name(interfaces.get(i)) + " is there twice. Give each its own name."));
            }
        }
        for (int i = 0; i < networks.size(); i++) {
            String name = Objects.requireNonNullElse(networks.get(i).name(), "");
            if (!used.contains(name)) {
                FieldPath field = networksPath.index(i).child("name");
                causes.add(field.required(field + " '" + name + "' has no interface. Add one of that name under "
                        + interfacesPath + ", or remove the network."));
            }
        }
        return causes;
    }

    private static List<Cause> network(Network network, FieldPath path, Map<String, Network> byName) {
        List<Cause> causes = new ArrayList<>();
        String name = Objects.requireNonNullElse(network.name(), "");
        if (byName.put(name, network) != null) {
            causes.add(path.child("name")
                    .duplicate("Network " + name + " is there twice. Give each network its own name."));
        }
        long kinds = Stream.of(network.pod(), network.multus(), network.resourceClaim())
                .filter(Objects::nonNull)
                .count();
        if (kinds == 0) {
            causes.add(path.required("Network " + name + " has no type. Set pod: {} or multus."));
        } else if (kinds > 1) {
            causes.add(
                    path.required("Network " + name + " has several types. Keep one of pod, multus, resourceClaim."));
        }
        if (network.multus() != null && isBlank(network.multus().networkName())) {
            causes.add(path.required("Network " + name
                    + " has no multus.networkName. Name a NetworkAttachmentDefinition, e.g. default/vlan-100."));
        }
        return causes;
    }

    private static List<Cause> together(List<Network> networks, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        long pods = networks.stream().filter(network -> network.pod() != null).count();
        long defaults = networks.stream()
                .filter(network -> network.multus() != null
                        && Boolean.TRUE.equals(network.multus().default_()))
                .count();
        if (pods > 1) {
            causes.add(
                    path.duplicate("There are " + pods + " Pod networks, but a Pod has one. Keep one with pod: {}."));
        }
        if (defaults > 1) {
            causes.add(path.invalid("Several multus networks are marked default. Keep the mark on one."));
        }
        if (pods > 0 && defaults > 0) {
            causes.add(path.invalid(
                    "A multus network marked default takes the place of the Pod network." + " Remove one of the two."));
        }
        return causes;
    }

    static boolean isModel(String model) {
        return MODELS.contains(model);
    }

    static boolean isBridgeMac(String mac) {
        return mac.equalsIgnoreCase(BRIDGE_MAC);
    }

    static String models() {
        return String.join(", ", MODELS.stream().sorted().toList());
    }

    static String name(Interface nic) {
        return Objects.requireNonNullElse(nic.name(), "");
    }

    static String portName(Port port) {
        return Objects.requireNonNullElse(port.name(), "");
    }

    static List<DHCPPrivateOptions> privateOptions(Interface nic) {
        return nic.dhcpOptions() == null || nic.dhcpOptions().privateOptions() == null
                ? List.of()
                : nic.dhcpOptions().privateOptions();
    }

    private static boolean isBlank(@org.jspecify.annotations.Nullable String text) {
        return text == null || text.isEmpty();
    }
}
