package dev.slipway.machine.qemu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** An option of QEMU's command line as the arguments of a QMP command, whose values have types. */
final class TypedOption {
    private static final Set<String> NUMBERS = Set.of(
            "acpi-index",
            "bootindex",
            "core-id",
            "discard_granularity",
            "host_mtu",
            "logical_block_size",
            "num-queues",
            "physical_block_size",
            "queues",
            "requested-size",
            "socket-id",
            "thread-id",
            "vectors");
    private static final Set<String> SWITCHES = Set.of("ipv6", "mq", "multifunction", "share-rw", "vhost");

    /** Options that may come several times. */
    private static final Set<String> LISTS = Set.of("dnssearch", "hostfwd");

    private TypedOption() {}

    /**
     * Returns the arguments of the options of a name on a command line that have a part such as {@code id=net-a}, in their
     * order.
     *
     * @param first name of what comes first without a name
     * @param wanted which part
     */
    static List<ObjectNode> all(List<String> arguments, String option, String first, Predicate<String> wanted) {
        List<ObjectNode> found = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            List<String> parts = List.of(arguments.get(i + 1).split("(?<!,),(?!,)", -1));
            if (arguments.get(i).equals(option) && parts.stream().anyMatch(wanted)) {
                found.add(of(first, parts));
            }
        }
        return found;
    }

    /**
     * Returns the arguments.
     *
     * @param first name of what comes first without a name: {@code driver} or {@code type}
     * @param parts the option's parts
     */
    static ObjectNode of(String first, List<String> parts) {
        ObjectNode typed = JsonNodeFactory.instance.objectNode().put(first, parts.getFirst());
        parts.stream().skip(1).forEach(part -> {
            int equals = part.indexOf('=');
            String key = part.substring(0, equals);
            String value = part.substring(equals + 1).replace(",,", ",");
            if (NUMBERS.contains(key)) {
                typed.put(key, Long.parseLong(value));
            } else if (SWITCHES.contains(key)) {
                typed.put(key, value.equals("on"));
            } else if (LISTS.contains(key)) {
                typed.withArrayProperty(key).addObject().put("str", value);
            } else {
                typed.put(key, value);
            }
        });
        return typed;
    }
}
