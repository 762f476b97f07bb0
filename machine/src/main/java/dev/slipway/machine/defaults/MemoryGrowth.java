package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.ResourceRequirementsBuilder;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the memory of a machine can grow while it runs. Source: KubeVirt v1.9.0, {@code pkg/liveupdate/memory}. */
public final class MemoryGrowth {
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
    private static final BigDecimal BLOCK = BigDecimal.valueOf(2L << 20);

    private MemoryGrowth() {}

    /** Returns what hinders growth to {@code most}, in one sentence; empty if nothing does. */
    public static Optional<String> obstacles(DomainSpec domain, @Nullable Quantity most, String architecture) {
        return kind(domain).or(() -> size(domain.memory(), most, architecture));
    }

    /** Returns the memory that a domain's guest starts with: what is said, else what follows from the Pod's amounts. */
    public static Optional<Quantity> guest(@Nullable DomainSpec domain) {
        return Optional.ofNullable(domain)
                .flatMap(found -> Optional.ofNullable(MemoryDefaults.guest(
                                found.memory(),
                                Optional.ofNullable(found.resources())
                                        .orElseGet(() -> ResourceRequirementsBuilder.builder()
                                                .build()))
                        .guest()));
    }

    private static Optional<String> kind(DomainSpec domain) {
        if (domain.cpu() != null && domain.cpu().realtime() != null) {
            return Optional.of("Memory of a realtime machine cannot grow. Remove maxGuest.");
        }
        if (domain.cpu() != null
                && domain.cpu().numa() != null
                && domain.cpu().numa().guestMappingPassthrough() != null) {
            return Optional.of("Memory of a machine with numa.guestMappingPassthrough cannot grow. Remove maxGuest.");
        }
        return domain.launchSecurity() == null
                ? Optional.empty()
                : Optional.of("Memory of an encrypted machine cannot grow. Remove maxGuest.");
    }

    private static Optional<String> size(@Nullable Memory memory, @Nullable Quantity most, String architecture) {
        if (memory == null || memory.guest() == null || most == null) {
            return Optional.of("maxGuest needs memory.guest, the size at the start. Set it.");
        }
        Quantity guest = memory.guest();
        BigDecimal size = whole(guest);
        boolean huge =
                memory.hugepages() != null && "1Gi".equals(memory.hugepages().pageSize());
        BigDecimal block = huge ? GIB : BLOCK;
        String unit = huge ? "1Gi" : "2Mi";
        if (Given.exact(guest).compareTo(Given.exact(most)) > 0) {
            return Optional.of("Memory " + guest + " is above maxGuest " + most + ". Raise maxGuest.");
        }
        if (size.remainder(block).signum() != 0) {
            return Optional.of("Memory that may grow must be a multiple of " + unit + ", not " + guest + ".");
        }
        if (whole(most).remainder(block).signum() != 0) {
            return Optional.of("maxGuest must be a multiple of " + unit + ", not " + most + ".");
        }
        if (!architecture.equals("amd64")) {
            return Optional.of("Memory can grow on amd64 only, not on " + architecture + ". Remove maxGuest.");
        }
        return size.compareTo(GIB) < 0
                ? Optional.of(
                        "Memory can grow from 1Gi on; the machine has " + guest + ". Give it 1Gi, or remove maxGuest.")
                : Optional.empty();
    }

    private static BigDecimal whole(Quantity quantity) {
        return Given.exact(quantity).setScale(0, RoundingMode.UP);
    }
}
