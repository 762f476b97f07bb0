package dev.slipway.machine.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What two command lines for the same guest do differently, {@code THING.PROPERTY: Slipway VALUE, libvirt VALUE}. */
final class Comparison {
    private static final String NOTHING = "nothing";

    /** What every guest has, said or not. */
    private static final Pattern OF_THE_BOARD = Pattern.compile("(global|smbios) .*|action|overcommit");

    private static final Pattern BLOCK = Pattern.compile("(drive|pflash[01])\\.(.*\\.)?(read-only|cache\\.[a-z-]+)");

    private final QemuDefaults defaults;
    private final String machine;
    private final Map<String, Map<String, String>> ours;
    private final Map<String, Map<String, String>> theirs;

    private Comparison(QemuDefaults defaults, QemuModel ours, QemuModel theirs) {
        this.defaults = defaults;
        this.machine = ours.things().get("machine").get("type");
        this.ours = ours.things();
        this.theirs = theirs.things();
    }

    static List<String> of(QemuModel ours, QemuModel theirs, QemuDefaults defaults) {
        return new Comparison(defaults, ours, theirs).differences();
    }

    private List<String> differences() {
        List<String> found = new ArrayList<>();
        for (String thing : union(ours, theirs)) {
            if (OF_THE_BOARD.matcher(thing).matches()) {
                properties(thing, found);
            } else if (!theirs.containsKey(thing)) {
                found.add(thing + ": Slipway's only");
            } else if (!ours.containsKey(thing)) {
                found.add(thing + ": libvirt's only");
            } else {
                properties(thing, found);
            }
        }
        return found;
    }

    private static Set<String> union(Map<String, ?> one, Map<String, ?> other) {
        return Stream.of(one, other).collect(TreeSet::new, (all, map) -> all.addAll(map.keySet()), TreeSet::addAll);
    }

    private void properties(String thing, List<String> found) {
        for (String property : union(side(ours, thing), side(theirs, thing))) {
            Optional<String> one = value(thing, side(ours, thing), property);
            Optional<String> other = value(thing, side(theirs, thing), property);
            if (!one.equals(other)) {
                found.add("%s.%s: Slipway %s, libvirt %s"
                        .formatted(thing, property, said(ours, thing, property), said(theirs, thing, property)));
            }
        }
    }

    private static Map<String, String> side(Map<String, Map<String, String>> side, String thing) {
        return side.getOrDefault(thing, Map.of());
    }

    private static String said(Map<String, Map<String, String>> side, String thing, String property) {
        String value = side(side, thing).getOrDefault(property, NOTHING);
        return value.isEmpty() ? "\"\"" : value;
    }

    /** Returns what is said, or what QEMU takes if nothing is. */
    private Optional<String> value(String thing, Map<String, String> properties, String property) {
        return Optional.ofNullable(properties.get(property)).or(() -> unsaid(thing, properties, property));
    }

    private Optional<String> unsaid(String thing, Map<String, String> properties, String property) {
        var block = BLOCK.matcher(property);
        if (block.matches()) {
            return defaults.ofBlock(machine, block.group(3));
        }
        int dot = property.lastIndexOf('.');
        String type = dot < 0 ? null : properties.get(property.substring(0, dot) + ".qom-type");
        if (type != null) {
            return defaults.ofObject(machine, type, property.substring(dot + 1));
        }
        if (thing.equals("machine")) {
            return defaults.ofMachine(machine, property);
        }
        if (thing.equals("cpu")) {
            return defaults.ofProcessor(machine, properties.get("model"), property);
        }
        if (thing.startsWith("global ")) {
            return defaults.ofDevice(machine, thing.substring("global ".length()), property);
        }
        String driver = properties.get("driver");
        return driver == null ? Optional.empty() : defaults.ofDevice(machine, driver, property);
    }
}
