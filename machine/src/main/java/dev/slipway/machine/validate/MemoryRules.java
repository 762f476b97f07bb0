package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.machine.admission.Cause;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules for {@code domain.memory} and memory resources. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class MemoryRules {
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
    private static final BigDecimal LEAST_REQUEST = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal PAGE = BigDecimal.valueOf(2L << 20);

    private MemoryRules() {}

    static List<Cause> of(DomainSpec domain, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        ResourceRequirements resources = domain.resources();
        Optional<Quantity> request = amount(resources == null ? null : resources.requests());
        Optional<Quantity> limit = amount(resources == null ? null : resources.limits());
        Memory memory = domain.memory();
        Optional<Quantity> guest = Optional.ofNullable(memory).flatMap(given -> Optional.ofNullable(given.guest()));
        boolean hugepages = memory != null && memory.hugepages() != null;
        FieldPath requestField = path.child("domain", "resources", "requests", "memory");
        FieldPath limitField = path.child("domain", "resources", "limits", "memory");
        FieldPath guestField = path.child("domain", "memory", "guest");
        if (request.isEmpty() && limit.isEmpty() && guest.isEmpty() && !hugepages && !setting.template()) {
            causes.add(new FieldPath("").required("The machine has no memory. Set " + guestField + ", e.g. 2Gi."));
        }
        request.map(Quantity::getNumericalAmount)
                .filter(value -> value.compareTo(LEAST_REQUEST) < 0)
                .ifPresent(value -> causes.add(requestField.invalid(
                        requestField + " is " + request.get() + ", too little for any machine. Set at least 1M.")));
        limit.map(Quantity::getNumericalAmount)
                .filter(value -> value.signum() < 0)
                .ifPresent(value ->
                        causes.add(limitField.invalid(limitField + " is " + limit.get() + ". Set 0 or more.")));
        if (request.isPresent()
                && limit.filter(value -> isAbove(request.get(), value)).isPresent()) {
            causes.add(requestField.invalid(requestField + " " + request.get() + " is above " + limitField + " "
                    + limit.get() + ". Lower the request or raise the limit."));
        }
        boolean stage = "Stage".equals(setting.configuration().vmRolloutStrategy());
        if (stage
                && guest.isPresent()
                && limit.filter(value -> isAbove(guest.get(), value)).isPresent()) {
            causes.add(guestField.invalid(guestField + " " + guest.get() + " is above " + limitField + " " + limit.get()
                    + ". Lower the guest's memory or raise the limit."));
        }
        if (memory != null && hugepages) {
            causes.addAll(hugepages(memory, guest.or(() -> request), path, requestField));
        }
        if (memory != null && memory.maxGuest() != null && setting.template()) {
            causes.addAll(growth(domain, memory, guest, guestField));
        }
        return causes;
    }

    private static List<Cause> hugepages(
            Memory memory, Optional<Quantity> size, FieldPath path, FieldPath requestField) {
        FieldPath field = path.child("domain", "memory", "hugepages", "pageSize");
        String text = Objects.requireNonNullElse(
                Objects.requireNonNull(memory.hugepages()).pageSize(), "");
        BigDecimal page;
        try {
            page = new Quantity(text).getNumericalAmount();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return List.of(field.invalid(field + " '" + text + "' is no size. Use 2Mi or 1Gi."));
        }
        if (page.signum() <= 0) {
            return List.of(field.invalid(field + " '" + text + "' is no size. Use 2Mi or 1Gi."));
        }
        List<Cause> causes = new ArrayList<>();
        size.map(Quantity::getNumericalAmount).ifPresent(bytes -> {
            if (bytes.compareTo(page) < 0) {
                causes.add(requestField.invalid("The machine has less memory (" + size.get()
                        + ") than one huge page of " + text + ". Give it more, or use smaller pages."));
            } else if (bytes.remainder(page).signum() != 0) {
                causes.add(requestField.invalid("The machine's memory (" + size.get()
                        + ") is no multiple of the huge page" + " size " + text + ". Round it to one."));
            }
        });
        return causes;
    }

    /** Memory that may grow while the machine runs. */
    private static List<Cause> growth(DomainSpec domain, Memory memory, Optional<Quantity> guest, FieldPath field) {
        List<Cause> causes = new ArrayList<>();
        Quantity max = Objects.requireNonNull(memory.maxGuest());
        if (domain.cpu() != null && domain.cpu().realtime() != null) {
            causes.add(field.invalid("Memory of a realtime machine cannot grow. Remove maxGuest."));
        }
        if (domain.launchSecurity() != null) {
            causes.add(field.invalid("Memory of an encrypted machine cannot grow. Remove maxGuest."));
        }
        if (guest.isEmpty()) {
            causes.add(field.invalid("maxGuest needs memory.guest, the size at the start. Set it."));
            return causes;
        }
        BigDecimal size = guest.get().getNumericalAmount();
        if (isAbove(guest.get(), max)) {
            causes.add(field.invalid("Memory " + guest.get() + " is above maxGuest " + max + ". Raise maxGuest."));
        }
        boolean gib =
                memory.hugepages() != null && "1Gi".equals(memory.hugepages().pageSize());
        BigDecimal alignment = gib ? GIB : PAGE;
        String unit = gib ? "1Gi" : "2Mi";
        if (size.remainder(alignment).signum() != 0) {
            causes.add(
                    field.invalid("Memory that may grow must be a multiple of " + unit + ", not " + guest.get() + "."));
        }
        if (max.getNumericalAmount().remainder(alignment).signum() != 0) {
            causes.add(field.invalid("maxGuest must be a multiple of " + unit + ", not " + max + "."));
        }
        if (size.compareTo(GIB) < 0) {
            causes.add(field.invalid("Memory can grow from 1Gi on; the machine has " + guest.get()
                    + ". Give it 1Gi, or remove maxGuest."));
        }
        return causes;
    }

    private static boolean isAbove(Quantity one, Quantity other) {
        return other.getNumericalAmount().signum() > 0
                && one.getNumericalAmount().compareTo(other.getNumericalAmount()) > 0;
    }

    private static Optional<Quantity> amount(@Nullable Map<String, Quantity> amounts) {
        return Optional.ofNullable(amounts).flatMap(map -> Optional.ofNullable(map.get("memory")));
    }
}
