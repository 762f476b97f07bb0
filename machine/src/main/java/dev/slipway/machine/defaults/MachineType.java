package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.ArchConfiguration;
import dev.slipway.api.kubevirt.ArchSpecificConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import java.util.List;
import java.util.Optional;

/** The machine types of an architecture: the default one and those allowed. Source: KubeVirt v1.9.0, {@code virt-config}. */
public final class MachineType {
    private MachineType() {}

    /** Returns the machine type for machines that name none. */
    public static String of(String architecture, KubeVirtConfiguration configuration) {
        return Optional.ofNullable(MachineDefaults.blankIsNull(configuration.machineType()))
                .or(() -> specific(architecture, configuration)
                        .flatMap(specific -> Optional.ofNullable(MachineDefaults.blankIsNull(specific.machineType()))))
                .orElse(
                        switch (architecture) {
                            case "arm64" -> "virt";
                            case "s390x" -> "s390-ccw-virtio";
                            default -> "q35";
                        });
    }

    /** Returns the patterns (with {@code *}) of the machine types that may be named. */
    public static List<String> allowed(String architecture, KubeVirtConfiguration configuration) {
        return Optional.ofNullable(configuration.emulatedMachines())
                .or(() -> specific(architecture, configuration)
                        .flatMap(specific -> Optional.ofNullable(specific.emulatedMachines())))
                .orElse(
                        switch (architecture) {
                            case "arm64" -> List.of("virt*");
                            case "s390x" -> List.of("s390-ccw-virtio*");
                            default -> List.of("q35*", "pc-q35*");
                        });
    }

    private static Optional<ArchSpecificConfiguration> specific(
            String architecture, KubeVirtConfiguration configuration) {
        ArchConfiguration all = configuration.architectureConfiguration();
        if (all == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (architecture) {
                    case "arm64" -> all.arm64();
                    case "s390x" -> all.s390x();
                    case "ppc64le" -> all.ppc64le();
                    default -> all.amd64();
                });
    }
}
