package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The machine in the making, and what could not be carried over so far. */
final class Draft {
    private static final int LONGEST_NAME = 63;

    final ObjectNode machine = JsonNodeFactory.instance.objectNode();
    final ObjectNode template;
    final ObjectNode spec;
    final ObjectNode domain;
    final ObjectNode devices;
    final List<NotCarried> lost = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    Draft() {
        machine.put("apiVersion", "kubevirt.io/v1").put("kind", "VirtualMachine");
        machine.putObject("metadata");
        ObjectNode whole = machine.putObject("spec").put("runStrategy", "Halted");
        template = whole.putObject("template");
        spec = template.putObject("spec");
        domain = spec.putObject("domain");
        devices = domain.putObject("devices");
    }

    /** Says that something was not carried over, or otherwise. */
    void lose(String path, String value, String sentence) {
        lost.add(new NotCarried(path, value, sentence));
    }

    ArrayNode volumes() {
        return spec.withArrayProperty("volumes");
    }

    ArrayNode networks() {
        return spec.withArrayProperty("networks");
    }

    /** Returns a name for a disk or an interface: this one, or this one with a number. */
    String unique(String wanted) {
        String base = label(wanted).isEmpty() ? "device" : label(wanted);
        String name = base;
        for (int n = 2; !names.add(name); n++) {
            name = base + "-" + n;
        }
        return name;
    }

    /** Returns what of a text may name an object: lower-case letters, digits and hyphens (RFC 1123). */
    static String label(String text) {
        String name =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME).replaceAll("-+$", "");
    }
}
