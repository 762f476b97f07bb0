package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.DHCPPrivateOptions;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.Port;
import dev.slipway.api.kubevirt.PortRange;
import dev.slipway.machine.admission.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for one interface and what it plugs into. Source: KubeVirt v1.9.0, {@code pkg/network/admitter}. */
final class InterfaceRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-_]+");
    private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}");
    private static final Pattern LONG_MAC = Pattern.compile("[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){6,}");
    private static final Pattern PCI = Pattern.compile("([0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");
    private static final int LAST_PORT = 65_535;
    private static final int MOST_RANGES = 10;

    private InterfaceRules() {}

    static List<Cause> of(Interface nic, Map<String, Network> networks, FieldPath path, RuleSetting setting) {
        String name = NetworkRules.name(nic);
        Network network = networks.get(name);
        List<Cause> causes = new ArrayList<>();
        if (network == null) {
            causes.add(path.child("name")
                    .invalid(path.child("name") + " '" + name
                            + "' names no network. Add a network of that name, or remove the interface."));
        }
        if (!NAME.matcher(name).matches()) {
            causes.add(path.child("name")
                    .invalid("Interface name '" + name + "' may only have letters, digits, '-' and '_', e.g. net-1."));
        }
        causes.addAll(binding(nic, name, network, path, setting));
        causes.addAll(hardware(nic, name, path));
        causes.addAll(ports(nic, path));
        causes.addAll(ranges(nic, path, setting));
        causes.addAll(dhcp(nic, path));
        causes.addAll(state(nic, name, network, path));
        return causes;
    }

    private static List<Cause> binding(
            Interface nic, String name, @Nullable Network network, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        discontinued(nic.slirp(), "slirp", path, causes);
        discontinued(nic.macvtap(), "macvtap", path, causes);
        discontinued(nic.passt(), "passt", path, causes);
        long bindings = Stream.of(nic.bridge(), nic.masquerade(), nic.sriov(), nic.passtBinding(), nic.binding())
                .filter(Objects::nonNull)
                .count();
        if (bindings != 1) {
            causes.add(path.invalid("Interface " + name + " has " + (bindings == 0 ? "no binding" : "several bindings")
                    + ". Keep exactly one of masquerade, bridge, sriov, passtBinding, binding; masquerade: {} is right"
                    + " for the Pod network."));
        }
        boolean onPod = network != null && network.pod() != null;
        if (nic.masquerade() != null && network != null && !onPod) {
            causes.add(path.child("name")
                    .invalid("Interface " + name
                            + " is masquerade, which works on the Pod network only. Use bridge: {} on network " + name
                            + "."));
        }
        String mac = Objects.requireNonNullElse(nic.macAddress(), "");
        if (nic.masquerade() != null && NetworkRules.isBridgeMac(mac)) {
            causes.add(
                    path.child("macAddress")
                            .invalid(
                                    "MAC address " + mac
                                            + " is the one of the bridge inside the Pod. Give the interface another one, e.g. 02:00:00:00:00:01."));
        }
        var configuration = setting.configuration().network();
        boolean bridgePermitted =
                configuration == null || !Boolean.FALSE.equals(configuration.permitBridgeInterfaceOnPodNetwork());
        if (nic.bridge() != null && onPod && !bridgePermitted) {
            causes.add(path.child("name")
                    .invalid("Interface " + name
                            + " bridges the Pod network, which this cluster does not permit. Use masquerade: {}."));
        }
        if (nic.passtBinding() != null && network != null && !onPod) {
            causes.add(path.child("name")
                    .invalid("Interface " + name
                            + " is passtBinding, which works on the Pod network only. Use bridge: {}."));
        }
        if (nic.passtBinding() != null && !setting.isEnabled("PasstBinding")) {
            causes.add(path.child("name")
                    .invalid("Interface " + name + " is passtBinding, but the feature gate PasstBinding is off."));
        }
        return causes;
    }

    private static void discontinued(@Nullable Object binding, String word, FieldPath path, List<Cause> causes) {
        if (binding != null) {
            causes.add(path.child(word)
                    .invalid("The binding " + word + " is gone since KubeVirt 1.3. Use masquerade: {} or bridge: {}."));
        }
    }

    private static List<Cause> hardware(Interface nic, String name, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        String model = nic.model();
        if (model != null && !model.isEmpty() && !NetworkRules.isModel(model)) {
            causes.add(path.child("model")
                    .notSupported("Interface " + name + " has the model " + model + ", which is not known. Use one of "
                            + NetworkRules.models() + "."));
        }
        String mac = nic.macAddress();
        if (mac != null && !mac.isEmpty() && !MAC.matcher(mac).matches()) {
            causes.add(path.child("macAddress")
                    .invalid("Interface " + name + " has the MAC address " + mac + ", which is "
                            + (LONG_MAC.matcher(mac).matches() ? "too long" : "malformed")
                            + ". Write six bytes, e.g. 02:11:22:33:44:55."));
        }
        String pci = nic.pciAddress();
        if (pci != null && !pci.isEmpty() && !PCI.matcher(pci).matches()) {
            causes.add(path.child("pciAddress")
                    .invalid("Interface " + name + " has the PCI address " + pci
                            + ", which is malformed. Write it like 0000:81:00.1."));
        }
        return causes;
    }

    private static List<Cause> ports(Interface nic, FieldPath path) {
        List<Port> ports = Objects.requireNonNullElse(nic.ports(), List.of());
        List<Cause> causes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            FieldPath field = path.child("ports").index(i);
            int number = Objects.requireNonNullElse(port.port(), 0);
            if (number == 0) {
                causes.add(field.child("port").required("A port has no number. Set port to one from 1 to 65535."));
            } else if (number < 0 || number > LAST_PORT) {
                causes.add(field.child("port").invalid("Port " + number + " does not exist. Use one from 1 to 65535."));
            }
            String protocol = Objects.requireNonNullElse(port.protocol(), "");
            if (!protocol.isEmpty() && !protocol.equals("TCP") && !protocol.equals("UDP")) {
                causes.add(field.child("protocol").invalid("Protocol " + protocol + " is not known. Use TCP or UDP."));
            }
            String name = NetworkRules.portName(port);
            if (!name.isEmpty() && !names.add(name)) {
                causes.add(field.child("name").duplicate("Port name " + name + " is there twice. Give each its own."));
            }
            if (!name.isEmpty() && DnsName.wrongLabel(name).isPresent()) {
                causes.add(field.child("name")
                        .invalid("Port name " + name + " "
                                + DnsName.wrongLabel(name).get() + "."));
            }
        }
        return causes;
    }

    private static List<Cause> ranges(Interface nic, FieldPath path, RuleSetting setting) {
        List<PortRange> ranges = Objects.requireNonNullElse(nic.portRanges(), List.of());
        List<Cause> causes = new ArrayList<>();
        if (ranges.isEmpty()) {
            return causes;
        }
        if (!setting.isEnabled("PortRangesSpec")) {
            causes.add(path.child("name").invalid("portRanges need the feature gate PortRangesSpec, which is off."));
        }
        if (nic.masquerade() == null) {
            causes.add(path.child("name").invalid("portRanges work on masquerade interfaces only. Remove them."));
        }
        if (nic.ports() != null && !nic.ports().isEmpty()) {
            causes.add(path.child("name").invalid("ports and portRanges exclude each other. Keep one of them."));
        }
        if (ranges.size() > MOST_RANGES) {
            causes.add(path.child("portRanges")
                    .invalid("There are " + ranges.size() + " portRanges, at most 10 are allowed."));
        }
        for (int i = 0; i < ranges.size(); i++) {
            PortRange range = ranges.get(i);
            FieldPath field = path.child("portRanges").index(i);
            String protocol = Objects.requireNonNullElse(range.protocol(), "");
            if (!protocol.equals("TCP") && !protocol.equals("UDP")) {
                causes.add(field.child("protocol")
                        .invalid("Protocol '" + protocol + "' of a port range is not known. Use TCP or UDP."));
            }
            int start = Objects.requireNonNullElse(range.start(), 0);
            int end = Objects.requireNonNullElse(range.end(), 0);
            if (start < 1 || end > LAST_PORT || start > end) {
                causes.add(field.invalid(
                        "Ports " + start + " to " + end + " are no range. Use start <= end, both from 1 to 65535."));
            }
        }
        return causes;
    }

    /** DHCP options 224 to 254 are for private use (RFC 3942). */
    private static List<Cause> dhcp(Interface nic, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        FieldPath spec = new FieldPath(path.text().startsWith("spec.template.spec") ? "spec.template.spec" : "spec");
        Set<Integer> seen = new HashSet<>();
        for (DHCPPrivateOptions option : NetworkRules.privateOptions(nic)) {
            int number = Objects.requireNonNullElse(option.option(), 0);
            if (number < 224 || number > 254) {
                causes.add(spec.invalid("DHCP option " + number + " is not a private one. Use 224 to 254."));
            }
            if (!seen.add(number)) {
                causes.add(spec.invalid("DHCP option " + number + " is there twice. Keep one."));
            }
        }
        List<String> servers = nic.dhcpOptions() == null
                ? List.of()
                : Objects.requireNonNullElse(nic.dhcpOptions().ntpServers(), List.of());
        servers.stream()
                .filter(server -> !server.matches("(\\d{1,3}\\.){3}\\d{1,3}"))
                .forEach(server ->
                        causes.add(spec.invalid("NTP server " + server + " is not an IPv4 address, e.g. 192.0.2.1.")));
        return causes;
    }

    private static List<Cause> state(Interface nic, String name, @Nullable Network network, FieldPath path) {
        FieldPath field = path.child("state");
        String state = Objects.requireNonNullElse(nic.state(), "");
        return switch (state) {
            case "" -> List.of();
            case "up", "down" ->
                nic.sriov() == null
                        ? List.of()
                        : List.of(field.invalid("Interface " + name + " is SR-IOV, whose link state cannot be set to "
                                + state + ". Remove the state."));
            case "absent" -> {
                boolean byDefault = network != null
                        && (network.pod() != null
                                || network.multus() != null
                                        && Boolean.TRUE.equals(network.multus().default_()));
                if (nic.bridge() == null) {
                    yield List.of(field.invalid(
                            "Interface " + name + " cannot be absent: only bridge interfaces can be unplugged."));
                }
                yield byDefault
                        ? List.of(field.invalid(
                                "Interface " + name + " cannot be absent: it is the one of the default network."))
                        : List.of();
            }
            default ->
                List.of(field.invalid("Interface " + name + " has the state " + state
                        + ", which is not known. Use up, down or absent."));
        };
    }
}
