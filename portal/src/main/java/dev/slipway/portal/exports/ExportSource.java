package dev.slipway.portal.exports;

import dev.slipway.portal.cluster.ObjectKey;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be exported. */
enum ExportSource {
    MACHINE("kubevirt.io", "VirtualMachine", "machine"),
    SNAPSHOT("snapshot.kubevirt.io", "VirtualMachineSnapshot", "snapshot"),
    CLAIM("", "PersistentVolumeClaim", "disk");

    private final String group;
    private final String kind;
    private final String noun;

    ExportSource(String group, String kind, String noun) {
        this.group = group;
        this.kind = kind;
        this.noun = noun;
    }

    String group() {
        return group;
    }

    String kind() {
        return kind;
    }

    /** Returns the word for it in sentences. */
    String noun() {
        return noun;
    }

    /** Returns the word in addresses. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ExportSource> of(String word) {
        return Stream.of(values()).filter(source -> source.word().equals(word)).findFirst();
    }

    static Optional<ExportSource> ofKind(String kind) {
        return Stream.of(values()).filter(source -> source.kind.equals(kind)).findFirst();
    }

    /** Returns the address of the page of an object; empty if the portal has none. */
    String page(ObjectKey object) {
        return this == MACHINE ? "/machines/" + object.namespace() + "/" + object.name() : "";
    }
}
