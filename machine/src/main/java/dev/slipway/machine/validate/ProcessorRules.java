package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUFeature;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for {@code domain.cpu} and CPU resources. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class ProcessorRules {
    private static final Set<String> POLICIES = Set.of("force", "require", "optional", "disable", "forbid");

    private ProcessorRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, DomainSpec domain, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>(amounts(domain.resources(), path));
        CPU cpu = domain.cpu();
        if (cpu == null) {
            return causes;
        }
        FieldPath field = path.child("domain", "cpu");
        boolean dedicated = Given.isTrue(cpu.dedicatedCpuPlacement());
        if (dedicated) {
            causes.addAll(MemoryRules.dedicated(domain, path));
            causes.addAll(dedicated(domain, cpu, path));
            causes.addAll(threads(spec, cpu, path, setting));
        }
        causes.addAll(numa(domain, cpu, dedicated, field));
        if (Given.isTrue(cpu.isolateEmulatorThread()) && !dedicated) {
            causes.add(field.child("isolateEmulatorThread")
                    .invalid("isolateEmulatorThread works with dedicatedCpuPlacement only. Set that too, or remove"
                            + " it."));
        }
        causes.addAll(features(cpu, field));
        long sockets = Given.number(cpu.sockets());
        long most = Given.number(cpu.maxSockets());
        if (most != 0 && sockets > most) {
            causes.add(field.child("sockets")
                    .invalid(field.child("sockets") + " is " + sockets + ", above maxSockets " + most
                            + ". Lower one or raise the other."));
        }
        causes.addAll(realtime(cpu, dedicated, field));
        return causes;
    }

    private static List<Cause> features(CPU cpu, FieldPath field) {
        List<CPUFeature> features = Given.list(cpu.features());
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            String policy = Given.text(features.get(i).policy());
            if (!policy.isEmpty() && !POLICIES.contains(policy)) {
                causes.add(field.child("features")
                        .index(i)
                        .child("policy")
                        .notSupported("CPU feature " + features.get(i).name() + " has the policy " + policy
                                + ", which is not known. Use force, require, optional, disable or forbid."));
            }
        }
        return causes;
    }

    private static List<Cause> threads(VirtualMachineInstanceSpec spec, CPU cpu, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        long threads = Given.number(cpu.threads());
        String architecture = Given.some(spec.architecture()).orElse(setting.defaultArchitecture());
        if (threads > 1 && architecture.equals("arm64")) {
            causes.add(path.child("architecture")
                    .invalid("Processors of arm64 have one thread, not " + threads + ". Set cpu.threads: 1."));
        }
        if (threads > 2) {
            causes.add(path.child("domain", "cpu", "dedicatedCpuPlacement")
                    .invalid("With dedicatedCpuPlacement domain.cpu.threads is at most 2, not " + threads + "."));
        }
        return causes;
    }

    private static List<Cause> amounts(@Nullable ResourceRequirements resources, FieldPath path) {
        BigDecimal request = Given.amount(resources == null ? null : resources.requests(), "cpu");
        BigDecimal limit = Given.amount(resources == null ? null : resources.limits(), "cpu");
        FieldPath requestField = path.child("domain", "resources", "requests", "cpu");
        FieldPath limitField = path.child("domain", "resources", "limits", "cpu");
        List<Cause> causes = new ArrayList<>();
        if (request.signum() < 0) {
            causes.add(requestField.invalid(requestField + " is " + request.toPlainString() + ". Set 0 or more."));
        }
        if (limit.signum() < 0) {
            causes.add(limitField.invalid(limitField + " is " + limit.toPlainString() + ". Set 0 or more."));
        }
        if (limit.signum() > 0 && request.compareTo(limit) > 0) {
            causes.add(requestField.invalid(requestField + " " + request.toPlainString() + " is above " + limitField
                    + " " + limit.toPlainString() + ". Lower the request or raise the limit."));
        }
        return causes;
    }

    private static List<Cause> dedicated(DomainSpec domain, CPU cpu, FieldPath path) {
        FieldPath field = path.child("domain", "cpu", "dedicatedCpuPlacement");
        ResourceRequirements resources = domain.resources();
        BigDecimal request = Given.amount(resources == null ? null : resources.requests(), "cpu");
        BigDecimal limit = Given.amount(resources == null ? null : resources.limits(), "cpu");
        List<Cause> causes = new ArrayList<>();
        whole(request, path.child("domain", "resources", "requests", "cpu"), causes);
        whole(limit, path.child("domain", "resources", "limits", "cpu"), causes);
        long requested = Given.whole(request);
        long limited = Given.whole(limit);
        long counted = count(cpu);
        if (requested == 0 && limited == 0 && counted == 0) {
            causes.add(field.invalid("dedicatedCpuPlacement needs a number of processors. Set domain.cpu.cores."));
        }
        if (requested > 0 && limited > 0 && requested != limited) {
            causes.add(field.invalid("With dedicatedCpuPlacement the CPU request and limit must be the same."));
        }
        if ((requested > 0 || limited > 0) && counted > 0 && requested != counted && limited != counted) {
            causes.add(
                    field.invalid("With dedicatedCpuPlacement give either domain.cpu.cores or a CPU request or limit,"
                            + " not both with different numbers."));
        }
        return causes;
    }

    private static void whole(BigDecimal amount, FieldPath field, List<Cause> causes) {
        if (Given.whole(amount) > 0 && Given.whole(amount) * 1000 != Given.thousandths(amount)) {
            causes.add(field.invalid(
                    "Dedicated processors are whole ones, not " + amount.toPlainString() + ". Use a whole number."));
        }
    }

    private static List<Cause> numa(DomainSpec domain, CPU cpu, boolean dedicated, FieldPath field) {
        if (cpu.numa() == null || cpu.numa().guestMappingPassthrough() == null) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        FieldPath numa = field.child("numa", "guestMappingPassthrough");
        if (!dedicated) {
            causes.add(numa.invalid("guestMappingPassthrough needs dedicatedCpuPlacement. Set that too."));
        }
        if (domain.memory() == null || domain.memory().hugepages() == null) {
            causes.add(numa.invalid("guestMappingPassthrough needs memory.hugepages. Set them too."));
        }
        return causes;
    }

    private static List<Cause> realtime(CPU cpu, boolean dedicated, FieldPath field) {
        if (cpu.realtime() == null) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        if (!dedicated) {
            causes.add(field.child("dedicatedCpuPlacement")
                    .required("realtime needs dedicatedCpuPlacement. Set that too."));
        }
        if (cpu.numa() == null || cpu.numa().guestMappingPassthrough() == null) {
            causes.add(field.child("numa", "guestMappingPassthrough")
                    .required("realtime needs numa.guestMappingPassthrough. Set that too."));
        }
        return causes;
    }

    /** The product of what was counted; parts that were not counted do not matter. */
    private static long count(CPU cpu) {
        long count = Given.number(cpu.cores());
        for (long factor : new long[] {Given.number(cpu.sockets()), Given.number(cpu.threads())}) {
            if (factor != 0) {
                count = count == 0 ? factor : count * factor;
            }
        }
        return count;
    }
}
