package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUFeature;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.machine.admission.Cause;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for {@code domain.cpu} and CPU resources. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class ProcessorRules {
    private static final Set<String> POLICIES = Set.of("force", "require", "optional", "disable", "forbid");

    private ProcessorRules() {}

    static List<Cause> of(DomainSpec domain, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>(amounts(domain.resources(), path));
        CPU cpu = domain.cpu();
        if (cpu == null) {
            return causes;
        }
        FieldPath field = path.child("domain", "cpu");
        List<CPUFeature> features = Objects.requireNonNullElse(cpu.features(), List.of());
        for (int i = 0; i < features.size(); i++) {
            String policy = Objects.requireNonNullElse(features.get(i).policy(), "");
            if (!policy.isEmpty() && !POLICIES.contains(policy)) {
                causes.add(field.child("features")
                        .index(i)
                        .child("policy")
                        .notSupported("CPU feature "
                                + features.get(i).name() + " has the policy " + policy
                                + ", which is not known. Use force, require, optional, disable or forbid."));
            }
        }
        long sockets = Objects.requireNonNullElse(cpu.sockets(), 0L);
        if (cpu.maxSockets() != null && cpu.maxSockets() != 0 && sockets > cpu.maxSockets()) {
            causes.add(field.child("sockets")
                    .invalid(field.child("sockets") + " is " + sockets + ", above maxSockets " + cpu.maxSockets()
                            + ". Lower one or raise the other."));
        }
        boolean dedicated = Boolean.TRUE.equals(cpu.dedicatedCpuPlacement());
        if (dedicated) {
            causes.addAll(dedicated(domain, cpu, path));
        }
        if (Boolean.TRUE.equals(cpu.isolateEmulatorThread()) && !dedicated) {
            causes.add(
                    field.child("isolateEmulatorThread")
                            .invalid(
                                    "isolateEmulatorThread works with dedicatedCpuPlacement only. Set that too, or remove it."));
        }
        causes.addAll(pinned(domain, cpu, dedicated, field));
        if (setting.architecture().equals("arm64")
                && cpu.model() != null
                && !cpu.model().equals("host-passthrough")) {
            causes.add(field.child("model")
                    .notSupported("CPU model " + cpu.model()
                            + " is not there on arm64. Use host-passthrough, or leave the model out."));
        }
        return causes;
    }

    private static List<Cause> amounts(@Nullable ResourceRequirements resources, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        Optional<BigDecimal> request = amount(resources == null ? null : resources.requests());
        Optional<BigDecimal> limit = amount(resources == null ? null : resources.limits());
        FieldPath requestField = path.child("domain", "resources", "requests", "cpu");
        FieldPath limitField = path.child("domain", "resources", "limits", "cpu");
        request.filter(value -> value.signum() < 0)
                .ifPresent(
                        value -> causes.add(requestField.invalid(requestField + " is " + value + ". Set 0 or more.")));
        limit.filter(value -> value.signum() < 0)
                .ifPresent(value -> causes.add(limitField.invalid(limitField + " is " + value + ". Set 0 or more.")));
        if (request.isPresent()
                && limit.filter(value -> value.signum() > 0 && value.compareTo(request.get()) < 0)
                        .isPresent()) {
            causes.add(requestField.invalid(requestField + " " + request.get().toPlainString() + " is above "
                    + limitField + " " + limit.get().toPlainString() + ". Lower the request or raise the limit."));
        }
        return causes;
    }

    private static List<Cause> dedicated(DomainSpec domain, CPU cpu, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        FieldPath field = path.child("domain", "cpu", "dedicatedCpuPlacement");
        ResourceRequirements resources = domain.resources();
        Optional<BigDecimal> request = amount(resources == null ? null : resources.requests());
        Optional<BigDecimal> limit = amount(resources == null ? null : resources.limits());
        whole(request, path.child("domain", "resources", "requests", "cpu"), causes);
        whole(limit, path.child("domain", "resources", "limits", "cpu"), causes);
        if (request.isPresent() && limit.isPresent() && request.get().compareTo(limit.get()) != 0) {
            causes.add(field.invalid("With dedicatedCpuPlacement the CPU request and limit must be the same."));
        }
        long cores = Objects.requireNonNullElse(cpu.cores(), 0L);
        boolean topology = cores > 0 || Objects.requireNonNullElse(cpu.sockets(), 0L) > 0;
        if (cores > 0
                && request.or(() -> limit)
                        .filter(value -> value.longValue() != count(cpu))
                        .isPresent()) {
            causes.add(
                    field.invalid("With dedicatedCpuPlacement give either domain.cpu.cores or a CPU request or limit,"
                            + " not both with different numbers."));
        }
        if (!topology && request.isEmpty() && limit.isEmpty()) {
            causes.add(field.invalid("dedicatedCpuPlacement needs a number of processors. Set domain.cpu.cores."));
        }
        if (Objects.requireNonNullElse(cpu.threads(), 0L) > 2) {
            causes.add(field.invalid(
                    "With dedicatedCpuPlacement domain.cpu.threads is at most 2, not " + cpu.threads() + "."));
        }
        return causes;
    }

    private static void whole(Optional<BigDecimal> amount, FieldPath field, List<Cause> causes) {
        amount.filter(value -> value.stripTrailingZeros().scale() > 0)
                .ifPresent(value -> causes.add(
                        field.invalid("Dedicated processors are whole ones, not " + value + ". Use a whole number.")));
    }

    private static List<Cause> pinned(DomainSpec domain, CPU cpu, boolean dedicated, FieldPath field) {
        List<Cause> causes = new ArrayList<>();
        boolean hugepages = domain.memory() != null && domain.memory().hugepages() != null;
        boolean numa = cpu.numa() != null && cpu.numa().guestMappingPassthrough() != null;
        FieldPath numaField = field.child("numa", "guestMappingPassthrough");
        if (numa && !dedicated) {
            causes.add(numaField.invalid("guestMappingPassthrough needs dedicatedCpuPlacement. Set that too."));
        }
        if (numa && !hugepages) {
            causes.add(numaField.invalid("guestMappingPassthrough needs memory.hugepages. Set them too."));
        }
        if (cpu.realtime() != null && !dedicated) {
            causes.add(field.child("dedicatedCpuPlacement")
                    .required("realtime needs dedicatedCpuPlacement. Set that too."));
        }
        if (cpu.realtime() != null && !numa) {
            causes.add(numaField.required("realtime needs numa.guestMappingPassthrough. Set that too."));
        }
        return causes;
    }

    private static long count(CPU cpu) {
        return Math.max(1, Objects.requireNonNullElse(cpu.cores(), 1L))
                * Math.max(1, Objects.requireNonNullElse(cpu.sockets(), 1L))
                * Math.max(1, Objects.requireNonNullElse(cpu.threads(), 1L));
    }

    private static Optional<BigDecimal> amount(@Nullable Map<String, Quantity> amounts) {
        return Optional.ofNullable(amounts)
                .flatMap(map -> Optional.ofNullable(map.get("cpu")))
                .map(Quantity::getNumericalAmount);
    }
}
