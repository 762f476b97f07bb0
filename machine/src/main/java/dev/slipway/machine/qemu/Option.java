package dev.slipway.machine.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One option of the QEMU command line: a flag and its value of the form {@code head,key=value,…}.
 *
 * @param flag the flag, e.g. {@code -device}
 * @param parts the value's parts in order, already escaped
 */
record Option(String flag, List<String> parts) {
    Option {
        parts = List.copyOf(parts);
    }

    static Option of(String flag, String head) {
        return new Option(flag, List.of(escape(head)));
    }

    /** An option whose value QEMU takes as it is, commas and all. */
    static Option plain(String flag, String value) {
        return new Option(flag, List.of(value));
    }

    static Option of(String flag) {
        return new Option(flag, List.of());
    }

    static Option device(String driver, String id) {
        return of("-device", driver).with("id", id);
    }

    static Option object(String type, String id) {
        return of("-object", type).with("id", id);
    }

    Option with(String key, String value) {
        return plus(key + "=" + escape(value));
    }

    Option with(String key, long value) {
        return plus(key + "=" + value);
    }

    Option with(String key, boolean value) {
        return plus(key + "=" + (value ? "on" : "off"));
    }

    /** Adds the pair only if there is a value to say. */
    Option withText(String key, String value) {
        return value.isEmpty() ? this : with(key, value);
    }

    Option at(PciAddress address) {
        return address.on(this);
    }

    List<String> arguments() {
        return parts.isEmpty() ? List.of(flag) : List.of(flag, String.join(",", parts));
    }

    private Option plus(String part) {
        List<String> all = new ArrayList<>(parts);
        all.add(part);
        return new Option(flag, all);
    }

    static List<String> arguments(Option... options) {
        return Stream.of(options).flatMap(option -> option.arguments().stream()).toList();
    }

    /** A comma ends a value for QEMU's parser; two stand for one (docs/system/invocation). */
    private static String escape(String value) {
        return value.replace(",", ",,");
    }
}
