package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.DomainSpec;
import java.util.List;

/**
 * Which machine type a guest gets.
 *
 * @param machine the choice; if there are problems, one that lets the search for others go on
 */
record MachineChoice(MachineKind machine, List<Problem> problems) {
    private static final String FIELD = "spec.domain.machine.type";

    static MachineChoice of(DomainSpec domain, HostFacts host) {
        var wanted = domain.machine();
        String type = wanted == null ? "" : Guest.text(wanted.type());
        if (type.isEmpty()) {
            type = "q35";
        }
        boolean q35 = type.equals("q35") || type.startsWith("pc-q35-");
        boolean i440fx = type.equals("pc") || type.startsWith("pc-i440fx-");
        if (!q35 && !i440fx) {
            return new MachineChoice(
                    new MachineKind.Q35(type),
                    List.of(new Problem.NotSupported(FIELD, "\"" + type + "\"", "use q35, or pc for old guests")));
        }
        String name = host.machineTypes().pinned(type).orElse("");
        MachineKind machine = q35 ? new MachineKind.Q35(name) : new MachineKind.I440fx(name);
        if (name.isEmpty()) {
            String family = q35 ? "q35" : "pc";
            return new MachineChoice(
                    machine,
                    List.of(new Problem.HostLacks(
                            FIELD,
                            "machine type \"" + type + "\"",
                            "QEMU " + host.version() + " does not know it: use " + family
                                    + " for the newest that it has, or a node with a newer QEMU")));
        }
        return new MachineChoice(machine, List.of());
    }
}
