package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Port;
import dev.slipway.api.kubevirt.PortRange;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules for the ports that an interface lets in. Source: KubeVirt v1.9.0, {@code pkg/network/admitter/netiface.go}. */
final class PortRules {
    private static final int LAST_PORT = 65_535;
    private static final int MOST_RANGES = 10;

    /** A port name of a Service: RFC 6335 §5.1. */
    private static final Pattern NAME = Pattern.compile("(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?");

    private PortRules() {}

    static List<Cause> of(Interface nic, boolean onPod, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        if (onPod) {
            causes.addAll(ports(Given.list(nic.ports()), path.child("ports")));
        }
        if (nic.portRanges() != null && !setting.isEnabled("PortRangesSpec")) {
            causes.add(path.child("name").invalid("portRanges need the feature gate PortRangesSpec, which is off."));
        } else if (onPod && nic.portRanges() != null) {
            causes.addAll(ranges(nic, nic.portRanges(), path));
        }
        return causes;
    }

    private static List<Cause> ports(List<Port> ports, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            FieldPath field = path.index(i);
            String name = Given.text(ports.get(i).name());
            if (!name.isEmpty() && !names.add(name)) {
                causes.add(field.child("name").duplicate("Port name " + name + " is there twice. Give each its own."));
            }
            if (!name.isEmpty() && !NAME.matcher(name).matches()) {
                causes.add(field.child("name")
                        .invalid("Port name " + name
                                + " may have at most 15 lower-case letters, digits and single '-', e.g. http-alt."));
            }
            causes.addAll(port(ports.get(i), field));
        }
        return causes;
    }

    private static List<Cause> port(Port port, FieldPath field) {
        List<Cause> causes = new ArrayList<>();
        long number = Given.number(port.port());
        if (number == 0) {
            causes.add(field.child("port").required("A port has no number. Set port to one from 1 to 65535."));
        } else if (number < 0 || number > LAST_PORT) {
            causes.add(field.child("port").invalid("Port " + number + " does not exist. Use one from 1 to 65535."));
        }
        String protocol = Given.text(port.protocol());
        if (!Set.of("", "TCP", "UDP").contains(protocol)) {
            causes.add(field.child("protocol").invalid("Protocol " + protocol + " is not known. Use TCP or UDP."));
        }
        return causes;
    }

    private static List<Cause> ranges(Interface nic, List<PortRange> ranges, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (nic.ports() != null) {
            causes.add(path.child("name").invalid("ports and portRanges exclude each other. Keep one of them."));
        }
        if (nic.masquerade() == null) {
            causes.add(path.child("name").invalid("portRanges work on masquerade interfaces only. Remove them."));
        }
        FieldPath field = path.child("portRanges");
        if (ranges.size() > MOST_RANGES) {
            causes.add(field.invalid("There are " + ranges.size() + " portRanges, at most 10 are allowed."));
            return causes;
        }
        List<PortRange> right = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            List<Cause> wrong = range(ranges.get(i), field.index(i));
            causes.addAll(wrong);
            if (wrong.isEmpty()) {
                right.add(ranges.get(i));
            }
        }
        for (String protocol : List.of("TCP", "UDP")) {
            causes.addAll(overlaps(right, protocol, field));
        }
        return causes;
    }

    private static List<Cause> range(PortRange range, FieldPath field) {
        String protocol = Given.text(range.protocol());
        long start = Given.number(range.start());
        long end = Given.number(range.end());
        if (!protocol.equals("TCP") && !protocol.equals("UDP")) {
            return List.of(field.child("protocol")
                    .invalid("Protocol '" + protocol + "' of a port range is not known. Use TCP or UDP."));
        }
        if (start <= 0 || start > LAST_PORT) {
            return List.of(field.child("start")
                    .invalid("A port range starts at " + start + ". Use a number from 1 to 65535."));
        }
        if (end <= 0 || end > LAST_PORT) {
            return List.of(
                    field.child("end").invalid("A port range ends at " + end + ". Use a number from 1 to 65535."));
        }
        return start > end
                ? List.of(field.child("start")
                        .invalid("Ports " + start + " to " + end + " are no range. Use a start that is not above end."))
                : List.of();
    }

    private static List<Cause> overlaps(List<PortRange> ranges, String protocol, FieldPath field) {
        List<PortRange> sorted = ranges.stream()
                .filter(range -> protocol.equals(range.protocol()))
                .sorted(Comparator.<PortRange>comparingLong(range -> Given.number(range.start()))
                        .thenComparingLong(range -> Given.number(range.end())))
                .toList();
        List<Cause> causes = new ArrayList<>();
        for (int i = 1; i < sorted.size(); i++) {
            PortRange one = sorted.get(i - 1);
            PortRange next = sorted.get(i);
            if (Given.number(next.start()) <= Given.number(one.end())) {
                causes.add(field.invalid("The " + protocol + " ranges " + one.start() + "-" + one.end() + " and "
                        + next.start() + "-" + next.end() + " overlap. Join them."));
            }
        }
        return causes;
    }
}
