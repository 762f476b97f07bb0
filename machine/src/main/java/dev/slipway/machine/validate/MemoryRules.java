package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rules for {@code domain.memory} and memory resources. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class MemoryRules {
    private static final BigDecimal LEAST_REQUEST = BigDecimal.valueOf(1_000_000);

    private MemoryRules() {}

    static List<Cause> of(DomainSpec domain, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        ResourceRequirements resources = domain.resources();
        BigDecimal request = Given.amount(resources == null ? null : resources.requests(), "memory");
        BigDecimal limit = Given.amount(resources == null ? null : resources.limits(), "memory");
        Memory memory = domain.memory();
        FieldPath requestField = path.child("domain", "resources", "requests", "memory");
        FieldPath limitField = path.child("domain", "resources", "limits", "memory");
        if (request.signum() < 0 || request.signum() > 0 && request.compareTo(LEAST_REQUEST) < 0) {
            causes.add(requestField.invalid(requestField + " is " + request.toPlainString()
                    + " bytes, too little for any machine. Set at least 1M."));
        }
        if (limit.signum() < 0) {
            causes.add(limitField.invalid(limitField + " is " + limit.toPlainString() + ". Set 0 or more."));
        }
        if (isAbove(request, limit)) {
            causes.add(requestField.invalid(requestField + " " + request.toPlainString() + " is above " + limitField
                    + " " + limit.toPlainString() + ". Lower the request or raise the limit."));
        }
        if (memory == null) {
            return causes;
        }
        causes.addAll(hugepages(memory, request, limit, path, requestField));
        FieldPath guestField = path.child("domain", "memory", "guest");
        BigDecimal guest = Given.exact(memory.guest());
        if (!setting.updatesLive() && isAbove(guest, limit)) {
            causes.add(guestField.invalid(guestField + " " + memory.guest() + " is above " + limitField + " "
                    + limit.toPlainString() + ". Lower the guest's memory or raise the limit."));
        }
        if (memory.reservedOverhead() != null && !setting.isEnabled("ReservedOverheadMemlock")) {
            causes.add(path.child("domain", "memory", "reservedOverhead")
                    .invalid("reservedOverhead needs the feature gate ReservedOverheadMemlock, which is off."));
        }
        return causes;
    }

    /** An instance that runs has memory; a template may still get it from an instance type. */
    static List<Cause> mandatory(DomainSpec domain, FieldPath path) {
        BigDecimal request = Given.amount(
                domain.resources() == null ? null : domain.resources().requests(), "memory");
        Memory memory = domain.memory();
        boolean given = memory != null && (memory.guest() != null || memory.hugepages() != null);
        return request.signum() != 0 || given
                ? List.of()
                : List.of(new FieldPath("")
                        .required("The machine has no memory. Set " + path.child("domain", "memory", "guest")
                                + ", e.g. 2Gi."));
    }

    /** Dedicated processors need memory that is reserved as well. */
    static List<Cause> dedicated(DomainSpec domain, FieldPath path) {
        ResourceRequirements resources = domain.resources();
        BigDecimal request = Given.amount(resources == null ? null : resources.requests(), "memory");
        BigDecimal limit = Given.amount(resources == null ? null : resources.limits(), "memory");
        Memory memory = domain.memory();
        boolean given = memory != null
                && (memory.hugepages() != null || Given.exact(memory.guest()).signum() != 0);
        List<Cause> causes = new ArrayList<>();
        if (request.signum() == 0 && limit.signum() == 0 && !given) {
            causes.add(path.child("domain", "resources", "limits", "memory")
                    .invalid("dedicatedCpuPlacement needs memory. Set " + path.child("domain", "memory", "guest")
                            + ", e.g. 2Gi."));
        }
        if (request.signum() > 0 && limit.signum() > 0 && request.compareTo(limit) != 0) {
            FieldPath field = path.child("domain", "resources", "requests", "memory");
            causes.add(field.invalid("With dedicatedCpuPlacement the memory request and limit must be the same."));
        }
        return causes;
    }

    private static List<Cause> hugepages(
            Memory memory, BigDecimal request, BigDecimal limit, FieldPath path, FieldPath requestField) {
        if (memory.hugepages() == null) {
            return List.of();
        }
        FieldPath field = path.child("domain", "memory", "hugepages", "pageSize");
        String text = Given.text(memory.hugepages().pageSize());
        BigDecimal page = size(text);
        if (page.signum() <= 0) {
            return List.of(field.invalid(field + " '" + text + "' is no size. Use 2Mi or 1Gi."));
        }
        BigDecimal guest = Given.exact(memory.guest());
        BigDecimal bytes = Stream.of(request, guest, limit)
                .filter(amount -> amount.signum() != 0)
                .findFirst()
                .orElse(BigDecimal.ZERO);
        if (bytes.signum() != 0 && bytes.compareTo(page) < 0) {
            return List.of(requestField.invalid("The machine has less memory (" + bytes.toPlainString()
                    + " bytes) than one huge page of " + text + ". Give it more, or use smaller pages."));
        }
        return bytes.remainder(page).signum() == 0
                ? List.of()
                : List.of(requestField.invalid("The machine's memory (" + bytes.toPlainString()
                        + " bytes) is no multiple of the huge page size " + text + ". Round it to one."));
    }

    private static BigDecimal size(String text) {
        try {
            return new Quantity(text).getNumericalAmount();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return BigDecimal.ZERO;
        }
    }

    private static boolean isAbove(BigDecimal one, BigDecimal other) {
        return other.signum() > 0 && one.compareTo(other) > 0;
    }
}
