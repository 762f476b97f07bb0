package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whether a machine has what its preference requires. Source: KubeVirt v1.9.0, {@code preference/requirements}. */
final class Requirements {
    private static final String TEMPLATE = "spec.template.spec.";

    private Requirements() {}

    /** Returns the first requirement that is not met; its fields are joined in one. */
    static Optional<Conflict> unmet(JsonNode type, JsonNode preference, VirtualMachineInstanceSpec sized) {
        JsonNode wanted = preference.path("requirements");
        return processors(wanted.path("cpu"), type, preference, sized)
                .or(() -> memory(wanted.path("memory"), type, sized))
                .or(() -> architecture(wanted.path("architecture"), sized));
    }

    private static Optional<Conflict> processors(
            JsonNode wanted, JsonNode type, JsonNode preference, VirtualMachineInstanceSpec sized) {
        if (!Tree.has(wanted)) {
            return Optional.empty();
        }
        long least = wanted.path("guest").asLong();
        if (Tree.has(type)) {
            long given = Tree.get(type, "cpu", "guest").asLong();
            return given >= least
                    ? Optional.empty()
                    : Optional.of(few("spec.instancetype", given + " processors of the instance type", least + ""));
        }
        CPU cpu = Objects.requireNonNull(sized.domain()).cpu();
        CpuSpread spread = CpuSpread.of(preference);
        List<String> counted = counted(spread);
        Map<String, Long> counts = Map.of(
                "sockets", Given.number(cpu == null ? null : cpu.sockets()),
                "cores", Given.number(cpu == null ? null : cpu.cores()),
                "threads", Given.number(cpu == null ? null : cpu.threads()));
        long given = counted.stream()
                .mapToLong(part -> Objects.requireNonNull(counts.get(part)))
                .reduce(1, (one, other) -> one * other);
        List<String> fields = new ArrayList<>();
        counted.forEach(part -> fields.add(TEMPLATE + "domain.cpu." + part));
        return given >= least
                ? Optional.empty()
                : Optional.of(few(
                        String.join(", ", fields),
                        given + " processors of the machine (as " + String.join(" and ", counted) + ")",
                        least + ""));
    }

    private static List<String> counted(CpuSpread spread) {
        return switch (spread.topology()) {
            case "threads" -> List.of("threads");
            case "cores" -> List.of("cores");
            case "any" -> List.of("cores", "sockets", "threads");
            case "spread" ->
                switch (spread.across()) {
                    case "CoresThreads" -> List.of("cores", "threads");
                    case "SocketsCoresThreads" -> List.of("sockets", "cores", "threads");
                    default -> List.of("sockets", "cores");
                };
            default -> List.of("sockets");
        };
    }

    private static Optional<Conflict> memory(JsonNode wanted, JsonNode type, VirtualMachineInstanceSpec sized) {
        if (!Tree.has(wanted)) {
            return Optional.empty();
        }
        DomainSpec domain = Objects.requireNonNull(sized.domain());
        BigDecimal given = domain.memory() != null && domain.memory().guest() != null
                ? Given.exact(domain.memory().guest())
                : Tree.has(type)
                        ? Given.exact(
                                new Quantity(Tree.get(type, "memory", "guest").asText("0")))
                        : BigDecimal.ZERO;
        Quantity least = new Quantity(wanted.path("guest").asText("0"));
        String field = Tree.has(type) ? "spec.instancetype" : TEMPLATE + "domain.memory";
        return given.compareTo(Given.exact(least)) >= 0
                ? Optional.empty()
                : Optional.of(few(field, given.toPlainString() + " bytes of memory", least.toString()));
    }

    private static Optional<Conflict> architecture(JsonNode wanted, VirtualMachineInstanceSpec sized) {
        String given = Given.text(sized.architecture());
        return !Tree.has(wanted) || wanted.asText().equals(given)
                ? Optional.empty()
                : Optional.of(new Conflict(
                        TEMPLATE + "architecture",
                        "The preference is for " + wanted.asText() + " machines, this one is for " + given
                                + ". Choose another preference, or change the architecture."));
    }

    private static Conflict few(String field, String given, String least) {
        return new Conflict(
                field,
                "The " + given + " are less than the " + least
                        + " that the preference requires. Choose a larger instance type, or give the machine more.");
    }
}
