package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.DHCPPrivateOptions;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for one interface and what it plugs into. Source: KubeVirt v1.9.0, {@code pkg/network/admitter}. */
final class InterfaceRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-_]+");
    private static final Pattern LONG_MAC = Pattern.compile("[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){6,}");
    private static final Set<String> MODELS =
            Set.of("e1000", "e1000e", "igb", "ne2k_pci", "pcnet", "rtl8139", "virtio");

    /** The address of the bridge inside the Pod; a guest with the same one could not be reached. */
    private static final String BRIDGE_MAC = "02:00:00:00:00:00";

    private InterfaceRules() {}

    /** Rules for how an interface is bound to its network, and for its link. */
    static List<Cause> of(
            Interface nic, @Nullable Network network, List<Network> networks, FieldPath path, RuleSetting setting) {
        String name = Given.text(nic.name());
        List<Cause> causes = new ArrayList<>(state(nic, name, networks, path));
        long bindings = Stream.of(nic.bridge(), nic.masquerade(), nic.sriov(), nic.passtBinding(), nic.binding())
                .filter(Objects::nonNull)
                .count();
        if (bindings != 1) {
            causes.add(path.invalid("Interface " + name + " has " + (bindings == 0 ? "no binding" : "several bindings")
                    + ". Keep exactly one of masquerade, bridge, sriov, passtBinding, binding; masquerade: {} is right"
                    + " for the Pod network."));
        }
        boolean onPod = network != null && network.pod() != null;
        if (nic.masquerade() != null) {
            causes.addAll(masquerade(nic, name, onPod, path));
        }
        var configuration = setting.configuration().network();
        boolean bridgePermitted =
                configuration == null || !Boolean.FALSE.equals(configuration.permitBridgeInterfaceOnPodNetwork());
        if (nic.bridge() != null && onPod && !bridgePermitted) {
            causes.add(path.child("name")
                    .invalid("Interface " + name
                            + " bridges the Pod network, which this cluster does not permit. Use masquerade: {}."));
        }
        if (nic.passtBinding() != null && !setting.isEnabled("PasstBinding")) {
            causes.add(path.child("name")
                    .invalid("Interface " + name + " is passtBinding, but the feature gate PasstBinding is off."));
        }
        if (nic.passtBinding() != null && !onPod) {
            causes.add(path.child("name")
                    .invalid("Interface " + name
                            + " is passtBinding, which works on the Pod network only. Use bridge: {}."));
        }
        return causes;
    }

    private static List<Cause> masquerade(Interface nic, String name, boolean onPod, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (!onPod) {
            causes.add(path.child("name")
                    .invalid("Interface " + name
                            + " is masquerade, which works on the Pod network only. Use bridge: {} on network " + name
                            + "."));
        }
        if (BRIDGE_MAC.equals(nic.macAddress())) {
            causes.add(path.child("macAddress")
                    .invalid("MAC address " + nic.macAddress() + " is the one of the bridge inside the Pod. Give the"
                            + " interface another one, e.g. 02:00:00:00:00:01."));
        }
        return causes;
    }

    /** Rules for the fields of an interface, each by itself. */
    static List<Cause> fields(
            Interface nic, @Nullable Network network, FieldPath spec, FieldPath path, RuleSetting setting) {
        String name = Given.text(nic.name());
        List<Cause> causes = new ArrayList<>();
        if (!NAME.matcher(name).matches()) {
            causes.add(path.child("name")
                    .invalid("Interface name '" + name + "' may only have letters, digits, '-' and '_', e.g. net-1."));
        }
        causes.addAll(hardware(nic, name, path));
        boolean onPod = network != null && network.pod() != null;
        causes.addAll(PortRules.of(nic, onPod, path, setting));
        causes.addAll(dhcp(nic, spec, path));
        return causes;
    }

    private static List<Cause> hardware(Interface nic, String name, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        String model = nic.model();
        if (model != null && !model.isEmpty() && !MODELS.contains(model)) {
            causes.add(path.child("model")
                    .notSupported("Interface " + name + " has the model " + model + ", which is not known. Use one of "
                            + String.join(", ", MODELS.stream().sorted().toList()) + "."));
        }
        String mac = nic.macAddress();
        if (mac != null && !mac.isEmpty() && !MacForm.matches(mac)) {
            causes.add(path.child("macAddress")
                    .invalid("Interface " + name + " has the MAC address " + mac + ", which is "
                            + (LONG_MAC.matcher(mac).matches() ? "too long" : "malformed")
                            + ". Write six bytes, e.g. 02:11:22:33:44:55."));
        }
        String pci = nic.pciAddress();
        if (pci != null && !pci.isEmpty() && !PciForm.matches(pci)) {
            causes.add(path.child("pciAddress")
                    .invalid("Interface " + name + " has the PCI address " + pci
                            + ", which is malformed. Write it like 0000:81:00.1."));
        }
        return causes;
    }

    /** DHCP options 224 to 254 are for private use (RFC 3942). */
    private static List<Cause> dhcp(Interface nic, FieldPath spec, FieldPath path) {
        if (nic.dhcpOptions() == null) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (DHCPPrivateOptions option : Given.list(nic.dhcpOptions().privateOptions())) {
            long number = Given.number(option.option());
            if (number < 224 || number > 254) {
                causes.add(spec.invalid("DHCP option " + number + " is not a private one. Use 224 to 254."));
            }
            if (!seen.add(number)) {
                causes.add(spec.invalid("DHCP option " + number + " is there twice. Keep one."));
            }
        }
        List<String> servers = Given.list(nic.dhcpOptions().ntpServers());
        for (int i = 0; i < servers.size(); i++) {
            if (!IpAddress.isV4(servers.get(i))) {
                causes.add(path.child("dhcpOptions", "ntpServers")
                        .index(i)
                        .invalid("NTP server " + servers.get(i) + " is not an IPv4 address, e.g. 192.0.2.1."));
            }
        }
        return causes;
    }

    private static List<Cause> state(Interface nic, String name, List<Network> networks, FieldPath path) {
        FieldPath field = path.child("state");
        String state = Given.text(nic.state());
        List<Cause> causes = new ArrayList<>();
        if (!Set.of("", "absent", "up", "down").contains(state)) {
            causes.add(field.invalid(
                    "Interface " + name + " has the state " + state + ", which is not known. Use up, down or absent."));
        }
        if (nic.sriov() != null && Set.of("up", "down").contains(state)) {
            causes.add(field.invalid("Interface " + name + " is SR-IOV, whose link state cannot be set to " + state
                    + ". Remove the state."));
        }
        if (state.equals("absent") && nic.bridge() == null) {
            causes.add(
                    field.invalid("Interface " + name + " cannot be absent: only bridge interfaces can be unplugged."));
        }
        boolean byDefault = networks.stream()
                .filter(network -> network.pod() != null
                        || network.multus() != null
                                && Given.isTrue(network.multus().default_()))
                .findFirst()
                .filter(network -> Given.text(network.name()).equals(name))
                .isPresent();
        if (state.equals("absent") && byDefault) {
            causes.add(field.invalid("Interface " + name + " cannot be absent: it is the one of the default network."));
        }
        return causes;
    }
}
