package dev.slipway.api.schema;

import dev.slipway.api.kubevirt.DomainSpec;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What Slipway does with a field of a kind. */
enum FieldUse {
    /** Admission, a controller or a node acts on it. */
    ENFORCED("enforced"),
    /** It becomes a part of QEMU's command line or monitor commands. */
    PASSED("passed to QEMU"),
    /** Slipway writes it for others to read. */
    REPORTED("reported"),
    /** It is kept as written and changes nothing. */
    STORED("stored only");

    /** What a description says of a field that is kept for nothing; see {@link #isStored}. */
    private static final Set<String> MARKS =
            Set.of("Slipway does not use it yet.", "Slipway keeps it and does not use it yet.");

    /** Before the reason why a field has no effect and none is to come. */
    private static final String REASONED = " Slipway does not use it: ";

    /** What of a guest's hardware is not QEMU's: what its Pod asks for, and how its interfaces are wired. */
    private static final Set<String> NOT_OF_QEMU = Set.of(
            "DomainSpec.resources",
            "Devices.autoattachPodInterface",
            "Devices.disableHotplug",
            "Devices.logSerialConsole",
            "Interface.binding",
            "Interface.bridge",
            "Interface.dhcpOptions",
            "Interface.masquerade",
            "Interface.passtBinding",
            "Interface.ports",
            "Interface.state",
            "ResourceRequirements",
            "DHCPOptions",
            "DHCPPrivateOptions",
            "Port",
            "PluginBinding",
            "ReservedOverhead");

    private static final Set<Class<?>> HARDWARE = hardware();

    private final String words;

    FieldUse(String words) {
        this.words = words;
    }

    /** Returns it as the table says it. */
    String words() {
        return words;
    }

    /** Returns whether a kind or a type is kept for nothing as a whole. */
    static boolean isStored(Class<?> type) {
        return isStored(Descriptions.beside(type).of(type.getSimpleName()));
    }

    /** Returns whether a field is kept for nothing. */
    static boolean isStored(Class<?> record, RecordComponent field) {
        return isStored(Descriptions.beside(record).of(record.getSimpleName(), RecordSchema.name(field)));
    }

    /** Returns the reason why a field is kept for nothing for good, as a clause; nothing for one that waits for its use. */
    static Optional<String> reason(Class<?> record, RecordComponent field) {
        return Descriptions.beside(record)
                .of(record.getSimpleName(), RecordSchema.name(field))
                .filter(text -> text.contains(REASONED))
                .map(text -> text.substring(text.indexOf(REASONED) + REASONED.length()));
    }

    private static boolean isStored(Optional<String> description) {
        return description
                .filter(text -> text.contains(REASONED) || MARKS.stream().anyMatch(text::endsWith))
                .isPresent();
    }

    /** Returns what is done with a field of a spec, or of a status. */
    static FieldUse of(Class<?> record, RecordComponent field, boolean status) {
        String type = record.getSimpleName();
        if (isStored(record, field)) {
            return STORED;
        }
        if (status) {
            return REPORTED;
        }
        boolean elsewhere = NOT_OF_QEMU.contains(type) || NOT_OF_QEMU.contains(type + "." + RecordSchema.name(field));
        return HARDWARE.contains(record) && !elsewhere ? PASSED : ENFORCED;
    }

    private static Set<Class<?>> hardware() {
        Set<Class<?>> types = new HashSet<>();
        visit(DomainSpec.class, types);
        return Set.copyOf(types);
    }

    /** Adds a record and all records in it. */
    static void visit(Type type, Set<Class<?>> seen) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> visit(argument, seen));
        } else if (type instanceof Class<?> record && record.isRecord() && seen.add(record)) {
            RecordSchema.components(record).forEach(field -> visit(field.getGenericType(), seen));
        }
    }
}
