package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Rules for {@code networks} and how interfaces plug into them. Source: KubeVirt v1.9.0, {@code pkg/network/admitter}. */
final class NetworkRules {
    private NetworkRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, Devices devices, FieldPath path, RuleSetting setting) {
        List<Network> networks = Given.list(spec.networks());
        List<Interface> interfaces = Given.list(devices.interfaces());
        Map<String, Network> byName = new HashMap<>();
        networks.forEach(network -> byName.put(Given.text(network.name()), network));
        FieldPath networksPath = path.child("networks");
        FieldPath interfacesPath = path.child("domain", "devices", "interfaces");
        List<Cause> causes = new ArrayList<>(together(networks, path));
        for (int i = 0; i < networks.size(); i++) {
            causes.addAll(kind(networks.get(i), networksPath.index(i)));
        }
        causes.addAll(multus(networks, networksPath));
        for (int i = 0; i < interfaces.size(); i++) {
            causes.addAll(InterfaceRules.of(
                    interfaces.get(i),
                    byName.get(name(interfaces.get(i))),
                    networks,
                    interfacesPath.index(i),
                    setting));
        }
        causes.addAll(names(networks, networksPath));
        causes.addAll(ClaimedNetworkRules.of(spec, devices, path, setting));
        causes.addAll(unplugged(networks, interfaces, networksPath, interfacesPath));
        causes.addAll(twice(interfaces, interfacesPath));
        for (int i = 0; i < interfaces.size(); i++) {
            causes.addAll(InterfaceRules.fields(
                    interfaces.get(i), byName.get(name(interfaces.get(i))), path, interfacesPath.index(i), setting));
        }
        return causes;
    }

    private static List<Cause> together(List<Network> networks, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        long pods = networks.stream().filter(network -> network.pod() != null).count();
        long defaults = networks.stream()
                .filter(network -> network.multus() != null
                        && Given.isTrue(network.multus().default_()))
                .count();
        if (pods > 1) {
            causes.add(path.child("interfaces")
                    .duplicate("There are " + pods + " Pod networks, but a Pod has one. Keep one with pod: {}."));
        }
        if (defaults > 1) {
            causes.add(path.child("networks")
                    .invalid("Several multus networks are marked default. Keep the mark on one."));
        }
        if (pods > 0 && defaults > 0) {
            causes.add(path.child("networks")
                    .invalid("A multus network marked default takes the place of the Pod network. Remove one of the"
                            + " two."));
        }
        return causes;
    }

    private static List<Cause> kind(Network network, FieldPath path) {
        long kinds = Stream.of(network.pod(), network.multus(), network.resourceClaim())
                .filter(Objects::nonNull)
                .count();
        if (kinds == 0) {
            return List.of(
                    path.required("Network " + network.name() + " has no type. Set pod: {} or multus.networkName."));
        }
        return kinds == 1
                ? List.of()
                : List.of(path.required(
                        "Network " + network.name() + " has several types. Keep one of pod, multus, resourceClaim."));
    }

    /** Only the first one without a name is told, as KubeVirt does. */
    private static List<Cause> multus(List<Network> networks, FieldPath path) {
        for (int i = 0; i < networks.size(); i++) {
            Network network = networks.get(i);
            if (network.multus() != null && Given.isBlank(network.multus().networkName())) {
                return List.of(path.index(i)
                        .required("Network " + network.name() + " has no multus.networkName. Name a"
                                + " NetworkAttachmentDefinition, e.g. default/vlan-100."));
            }
        }
        return List.of();
    }

    private static List<Cause> names(List<Network> networks, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < networks.size(); i++) {
            String name = Given.text(networks.get(i).name());
            if (!seen.add(name)) {
                causes.add(path.index(i)
                        .child("name")
                        .duplicate("Network " + name + " is there twice. Give each network its own name."));
            }
        }
        return causes;
    }

    private static List<Cause> unplugged(
            List<Network> networks, List<Interface> interfaces, FieldPath networksPath, FieldPath interfacesPath) {
        Set<String> plugged = new HashSet<>();
        interfaces.forEach(nic -> plugged.add(name(nic)));
        Set<String> known = new HashSet<>();
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            String name = Given.text(networks.get(i).name());
            known.add(name);
            if (!plugged.contains(name)) {
                FieldPath field = networksPath.index(i).child("name");
                causes.add(field.required(field + " '" + name + "' has no interface. Add one of that name under "
                        + interfacesPath + ", or remove the network."));
            }
        }
        for (int i = 0; i < interfaces.size(); i++) {
            String name = name(interfaces.get(i));
            if (!known.contains(name)) {
                FieldPath field = interfacesPath.index(i).child("name");
                causes.add(field.invalid(field + " '" + name
                        + "' names no network. Add a network of that name, or remove the interface."));
            }
        }
        return causes;
    }

    private static List<Cause> twice(List<Interface> interfaces, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < interfaces.size(); i++) {
            String name = name(interfaces.get(i));
            if (!seen.add(name)) {
                causes.add(path.index(i)
                        .child("name")
                        .duplicate("Interface " + name + " is there twice. Give each its own name."));
            }
        }
        return causes;
    }

    private static String name(Interface nic) {
        return Given.text(nic.name());
    }
}
