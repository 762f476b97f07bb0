package dev.slipway.machine.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What QEMU itself says that properties are if nobody says them. */
final class QemuDefaults implements AutoCloseable {
    private static final String PROBE = "probe";
    private static final String BINARY = "/usr/bin/qemu-system-x86_64";
    private static final Pattern ALIAS = Pattern.compile("name \"([^\"]+)\".*, alias \"([^\"]+)\".*");

    private final Map<String, Qmp> machines = new HashMap<>();
    private final Map<String, Map<String, String>> known = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();

    QemuDefaults() throws IOException {
        Process help = new ProcessBuilder(BINARY, "-device", "help").start();
        new String(help.getInputStream().readAllBytes(), UTF_8).lines().forEach(line -> {
            var named = ALIAS.matcher(line);
            if (named.matches()) {
                aliases.put(named.group(2), named.group(1));
            }
        });
    }

    /** Returns a driver's own name for one of its other names. */
    String driver(String name) {
        return aliases.getOrDefault(name, name);
    }

    /** Returns what a processor of this model has, or, as for one that only KVM knows, what any has. */
    Optional<String> ofProcessor(String machine, String model, String property) {
        return find("processor " + model, property, () -> {
                    ObjectNode wish = object("type", "full");
                    wish.putObject("model").put("name", model);
                    Map<String, String> values = new HashMap<>();
                    qemu(machine)
                            .ask("query-cpu-model-expansion", wish)
                            .at("/model/props")
                            .properties()
                            .forEach(value -> values.put(
                                    value.getKey(),
                                    QemuValue.plain(value.getValue().asText())));
                    return values;
                })
                .or(() -> ofDevice(machine, "max-x86_64-cpu", property));
    }

    /** Returns what a node of the block layer has, of what QEMU tells. */
    Optional<String> ofBlock(String machine, String property) {
        return find("block", property, () -> {
            Qmp qemu = qemu(machine);
            qemu.ask("blockdev-add", object("driver", "null-co").put("node-name", PROBE));
            JsonNode node = qemu.ask("query-named-block-nodes", JsonNodeFactory.instance.objectNode())
                    .path(0);
            return Map.of(
                    "read-only", QemuValue.plain(node.path("ro").asText()),
                    "cache.direct", QemuValue.plain(node.at("/cache/direct").asText()),
                    "cache.no-flush", QemuValue.plain(node.at("/cache/no-flush").asText()));
        });
    }

    /** Returns the default of a property of a device. */
    Optional<String> ofDevice(String machine, String driver, String property) {
        return find(
                "device " + driver,
                property,
                () -> properties(qemu(machine).ask("device-list-properties", object("typename", driver))));
    }

    /** Returns what a machine of this type has. */
    Optional<String> ofMachine(String machine, String property) {
        return find("machine " + machine, property, () -> values(qemu(machine), "/machine"));
    }

    /** Returns what an object of this type has, which is made for it. */
    Optional<String> ofObject(String machine, String type, String property) {
        return find("object " + type, property, () -> {
            Qmp qemu = qemu(machine);
            ObjectNode wish = object("qom-type", type).put("id", PROBE);
            if (type.startsWith("memory-backend")) {
                wish.put("size", 1 << 21);
            }
            qemu.ask("object-add", wish);
            Map<String, String> values = values(qemu, "/objects/" + PROBE);
            qemu.ask("object-del", object("id", PROBE));
            return values;
        });
    }

    private Optional<String> find(String of, String property, Supplier<Map<String, String>> question) {
        if (!known.containsKey(of)) {
            known.put(of, question.get());
        }
        return Optional.ofNullable(known.get(of).get(property));
    }

    private Qmp qemu(String machine) {
        return machines.computeIfAbsent(machine, type -> {
            try {
                return new Qmp(type);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Map<String, String> properties(JsonNode answer) {
        Map<String, String> defaults = new HashMap<>();
        answer.forEach(property -> {
            if (property.has("default-value")) {
                defaults.put(
                        property.path("name").asText(),
                        QemuValue.plain(property.path("default-value").asText()));
            }
        });
        return defaults;
    }

    private static Map<String, String> values(Qmp qemu, String path) {
        Map<String, String> values = new HashMap<>();
        qemu.ask("qom-list", object("path", path)).forEach(property -> {
            String name = property.path("name").asText();
            JsonNode value = qemu.ask("qom-get", object("path", path).put("property", name));
            if (value.isValueNode()) {
                values.put(name, QemuValue.plain(value.asText()));
            }
        });
        return values;
    }

    private static ObjectNode object(String key, String value) {
        return JsonNodeFactory.instance.objectNode().put(key, value);
    }

    @Override
    public void close() {
        machines.values().forEach(Qmp::close);
    }
}
