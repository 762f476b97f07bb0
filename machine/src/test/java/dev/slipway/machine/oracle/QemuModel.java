package dev.slipway.machine.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a command line means: things, as {@code machine}, {@code disk root} or {@code virtio-rng}, and their properties. What a
 * device refers to is part of it, {@code drive.file.filename}; ids and addresses on PCI and USB are left out.
 */
final class QemuModel {
    /** What only holds other devices' addresses. */
    private static final Pattern BRIDGE = Pattern.compile("pci.*-(port|bridge)|pci-bridge|i82801b11-bridge");

    private static final Pattern NAMED = Pattern.compile("(?:disk|ua)-(.*)");
    private static final long MIB = 1 << 20;

    private final Map<String, Map<String, String>> things = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> blocks = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> hosts = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> devices = new LinkedHashMap<>();
    private final List<String> threads = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final UnaryOperator<String> drivers;

    private QemuModel(UnaryOperator<String> drivers) {
        this.drivers = drivers;
    }

    /**
     * Returns what arguments mean.
     *
     * @param drivers gives a driver's own name for one of its other names
     */
    static QemuModel of(List<QemuArgument> arguments, UnaryOperator<String> drivers) {
        QemuModel model = new QemuModel(drivers);
        arguments.forEach(model::sort);
        model.devices.forEach(model::name);
        model.devices.forEach(model::device);
        model.things.values().forEach(model::resolve);
        return model;
    }

    /** Returns the things with their properties. */
    Map<String, Map<String, String>> things() {
        return things;
    }

    private void sort(QemuArgument argument) {
        switch (argument.name()) {
            case "blockdev" -> put(blocks, QemuValue.of(argument.value(), "driver"), "node-name");
            case "netdev", "chardev", "audiodev", "tpmdev" ->
                put(
                        hosts,
                        QemuValue.of(argument.value(), argument.name().equals("audiodev") ? "driver" : "type"),
                        "id");
            case "object" -> object(QemuValue.of(argument.value(), "qom-type"));
            case "device" -> {
                Map<String, String> device = QemuValue.of(argument.value(), "driver");
                device.computeIfPresent("driver", (_, driver) -> drivers.apply(driver));
                devices.put(device.getOrDefault("id", "device " + devices.size()), device);
            }
            case "global" -> global(QemuValue.of(argument.value(), "property"));
            case "machine" -> thing("machine").putAll(QemuValue.of(argument.value(), "type"));
            case "no-hpet" -> thing("machine").put("hpet", "off");
            case "no-acpi" -> thing("machine").put("acpi", "off");
            case "no-reboot" -> thing("action").put("reboot", "shutdown");
            case "watchdog-action" -> thing("action").put("watchdog", argument.value());
            case "smp" -> processors(QemuValue.of(argument.value(), "cpus"));
            case "m" -> memory(QemuValue.of(argument.value(), "size"));
            case "cpu" -> thing("cpu").putAll(QemuValue.of(argument.value(), "model"));
            case "numa" -> numa(QemuValue.of(argument.value(), "type"));
            case "smbios" -> smbios(QemuValue.of(argument.value(), "type"));
            case "kernel", "initrd", "append", "uuid" -> thing(argument.name()).put("value", argument.value());
            default -> thing(argument.name()).putAll(QemuValue.of(argument.value(), "value"));
        }
    }

    private Map<String, String> thing(String name) {
        return things.computeIfAbsent(name, _ -> new LinkedHashMap<>());
    }

    private static void put(Map<String, Map<String, String>> all, Map<String, String> one, String id) {
        all.put(one.get(id), without(one, id));
    }

    private static Map<String, String> without(Map<String, String> properties, String... names) {
        Map<String, String> rest = new LinkedHashMap<>(properties);
        List.of(names).forEach(rest::remove);
        return rest;
    }

    private void object(Map<String, String> object) {
        String id = object.get("id");
        if (object.get("qom-type").equals("iothread")) {
            threads.add(id);
            thing("iothread " + threads.size());
        }
        hosts.put(id, without(object, "id"));
        if (object.get("qom-type").equals("secret")) {
            thing("object secret");
        }
    }

    /** {@code DRIVER.PROPERTY=VALUE}, or the three by their names. */
    private void global(Map<String, String> global) {
        if (global.containsKey("driver")) {
            thing("global " + global.get("driver")).put(global.get("property"), global.get("value"));
        } else {
            global.forEach((key, value) -> {
                int dot = key.lastIndexOf('.');
                thing("global " + key.substring(0, dot)).put(key.substring(dot + 1), value);
            });
        }
    }

    /** Without a number for it QEMU takes as many processors at most as the topology has places. */
    private void processors(Map<String, String> smp) {
        Map<String, String> processors = thing("smp");
        processors.putAll(smp);
        int most = 1;
        for (String level : List.of("sockets", "dies", "cores", "threads")) {
            most *= Integer.parseInt(smp.getOrDefault(level, "1"));
        }
        processors.putIfAbsent("maxcpus", Integer.toString(most));
    }

    /** A size without a unit is in MiB. */
    private void memory(Map<String, String> given) {
        thing("memory").putAll(given);
        thing("memory")
                .computeIfPresent(
                        "size", (_, size) -> Long.parseLong(size) < MIB ? "" + Long.parseLong(size) * MIB : size);
    }

    private void numa(Map<String, String> numa) {
        Map<String, String> node = thing("numa " + numa.get("nodeid"));
        node.putAll(without(numa, "nodeid"));
        node.computeIfPresent("cpus", (_, cpus) -> spread(cpus));
    }

    /** Returns {@code 0-2,4} as {@code 0,1,2,4}. */
    private static String spread(String ranges) {
        List<String> all = new ArrayList<>();
        for (String range : ranges.split(",")) {
            String[] ends = range.split("-");
            for (int n = Integer.parseInt(ends[0]); n <= Integer.parseInt(ends[ends.length - 1]); n++) {
                all.add(Integer.toString(n));
            }
        }
        return String.join(",", all);
    }

    private void smbios(Map<String, String> smbios) {
        thing("smbios " + smbios.get("type")).putAll(without(smbios, "type"));
    }

    /** Gives a device the name by which both sides know it. */
    private void name(String id, Map<String, String> device) {
        String family = family(device.get("driver"));
        var named = NAMED.matcher(id);
        if (named.matches() && !device.containsKey("netdev")) {
            names.put(id, "disk " + named.group(1));
            return;
        }
        String kind = device.containsKey("netdev") ? "interface" : family;
        long before = names.values().stream()
                .filter(name -> name.equals(kind) || name.startsWith(kind + " "))
                .count();
        names.put(id, before == 0 ? kind : kind + " " + (before + 1));
    }

    /** Returns a driver's name without the versions of virtio and the bus. */
    static String family(String driver) {
        return driver.replaceFirst("^virtio-(.*?)(-pci)?(-non-transitional|-transitional)?$", "virtio-$1")
                .replaceFirst("^(vhost-.*?)-pci(-non-transitional|-transitional)?$", "$1");
    }

    private void device(String id, Map<String, String> device) {
        if (BRIDGE.matcher(device.get("driver")).matches()) {
            return;
        }
        Map<String, String> properties = without(device, "id", "addr", "port", "bus", "nr");
        place(device.getOrDefault("bus", "")).ifPresent(bus -> properties.put("bus", bus));
        thing(names.getOrDefault(id, id)).putAll(properties);
    }

    /** Returns the bus that a device is on, if it is that of a controller in the list and not PCI. */
    private Optional<String> place(String bus) {
        int dot = bus.lastIndexOf('.');
        String controller = dot < 0 ? bus : bus.substring(0, dot);
        String kind = devices.containsKey(bus)
                ? devices.get(bus).get("driver")
                : devices.getOrDefault(controller, Map.of()).getOrDefault("driver", "");
        if (bus.isEmpty() || bus.matches("pcie?\\.0") || BRIDGE.matcher(kind).matches()) {
            return Optional.empty();
        }
        return Optional.of(names.getOrDefault(controller, controller) + (dot < 0 ? "" : bus.substring(dot)));
    }

    /** Puts what a property refers to in its place. */
    private void resolve(Map<String, String> properties) {
        for (String key : List.copyOf(properties.keySet())) {
            String value = properties.get(key);
            switch (key) {
                case "iothread" -> properties.put(key, Integer.toString(threads.indexOf(value) + 1));
                case "drive", "pflash0", "pflash1" -> {
                    properties.remove(key);
                    block(key, blocks.getOrDefault(value, Map.of()), properties);
                }
                case "netdev",
                        "chardev",
                        "audiodev",
                        "tpmdev",
                        "memdev",
                        "rng",
                        "memory-backend",
                        "confidential-guest-support" -> {
                    properties.remove(key);
                    host(key, value, properties);
                }
                default -> {
                    // says itself what it means
                }
            }
        }
    }

    private void host(String path, String id, Map<String, String> properties) {
        Map<String, String> host = new LinkedHashMap<>(hosts.getOrDefault(id, Map.of()));
        String below = host.remove("chardev");
        host.forEach((key, value) -> properties.put(path + "." + key, value));
        if (below != null) {
            host(path + ".chardev", below, properties);
        }
    }

    /** A node below another has its cache and may discard, if nothing else is said (QEMU's bdrv_inherited_options). */
    private void block(String path, Map<String, String> node, Map<String, String> properties) {
        Map<String, String> inline = new LinkedHashMap<>();
        node.forEach((key, value) -> {
            if (List.of("file", "backing").contains(key) && blocks.containsKey(value)) {
                block(key, blocks.get(value), inline);
            } else if (key.endsWith("pr-manager")) {
                host(key, value, inline);
            } else {
                inline.put(key, value);
            }
        });
        for (String below : List.of("file", "backing.file")) {
            if (inline.containsKey(below + ".driver")) {
                inline.putIfAbsent(below + ".discard", "unmap");
                inline.keySet().stream()
                        .filter(key -> key.startsWith("cache."))
                        .toList()
                        .forEach(key -> inline.putIfAbsent(below + "." + key, inline.get(key)));
            }
        }
        inline.forEach((key, value) -> properties.put(path + "." + key, value));
    }
}
