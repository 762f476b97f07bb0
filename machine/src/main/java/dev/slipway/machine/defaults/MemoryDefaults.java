package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.LiveUpdateConfiguration;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.MemoryBuilder;
import dev.slipway.api.kubevirt.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Completes the memory of an instance: its size and how far it may grow. Source: KubeVirt v1.9.0, {@code pkg/liveupdate/memory}. */
final class MemoryDefaults {
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
    private static final BigDecimal MIB = BigDecimal.valueOf(1L << 20);

    private MemoryDefaults() {}

    static @Nullable Memory complete(
            DomainSpec domain,
            ResourceRequirements resources,
            KubeVirtConfiguration configuration,
            String architecture) {
        Optional<Quantity> guest = Optional.ofNullable(domain.memory())
                .flatMap(memory -> Optional.ofNullable(memory.guest()))
                .or(() -> ProcessorDefaults.amount(resources.requests(), "memory"))
                .or(() -> ProcessorDefaults.amount(resources.limits(), "memory"))
                .or(() -> Optional.ofNullable(domain.memory())
                        .flatMap(memory -> Optional.ofNullable(memory.hugepages()))
                        .flatMap(pages -> Optional.ofNullable(pages.pageSize()))
                        .filter(size -> size.matches("[0-9.]+([EPTGMk]i?|m)?"))
                        .map(Quantity::new));
        if (guest.isEmpty()) {
            return domain.memory();
        }
        Memory whole =
                (domain.memory() == null ? MemoryBuilder.builder().build() : domain.memory()).withGuest(guest.get());
        return whole.maxGuest() == null && canGrow(domain, whole, configuration, architecture)
                ? maxGuest(whole, configuration)
                : whole;
    }

    private static boolean canGrow(
            DomainSpec domain, Memory memory, KubeVirtConfiguration configuration, String architecture) {
        boolean pinned = domain.cpu() != null
                && (domain.cpu().realtime() != null
                        || domain.cpu().numa() != null && domain.cpu().numa().guestMappingPassthrough() != null);
        BigDecimal guest = Objects.requireNonNull(memory.guest()).getNumericalAmount();
        BigDecimal alignment =
                memory.hugepages() != null && "1Gi".equals(memory.hugepages().pageSize())
                        ? GIB
                        : MIB.multiply(BigDecimal.TWO);
        return !"Stage".equals(configuration.vmRolloutStrategy())
                && architecture.equals("amd64")
                && !pinned
                && domain.launchSecurity() == null
                && guest.compareTo(GIB) >= 0
                && guest.remainder(alignment).signum() == 0;
    }

    private static Memory maxGuest(Memory memory, KubeVirtConfiguration configuration) {
        Quantity guest = Objects.requireNonNull(memory.guest());
        LiveUpdateConfiguration live = configuration.liveUpdateConfiguration();
        if (live != null && live.maxGuest() != null) {
            boolean above = live.maxGuest().getNumericalAmount().compareTo(guest.getNumericalAmount()) >= 0;
            return above ? memory.withMaxGuest(live.maxGuest()) : memory;
        }
        long ratio = live == null ? 4 : Objects.requireNonNullElse(live.maxHotplugRatio(), 4L);
        return memory.withMaxGuest(times(guest, ratio));
    }

    /** Multiplies in the unit of the quantity, as Kubernetes' canonical form does: 1Gi × 4 = 4Gi, 1536Mi × 4 = 6Gi. */
    private static Quantity times(Quantity quantity, long factor) {
        BigDecimal bytes = quantity.getNumericalAmount().multiply(BigDecimal.valueOf(factor));
        boolean binary = quantity.getFormat() == null || quantity.getFormat().isEmpty()
                ? false
                : quantity.getFormat().endsWith("i");
        String[] units = binary
                ? new String[] {"Ei", "Pi", "Ti", "Gi", "Mi", "Ki"}
                : new String[] {"E", "P", "T", "G", "M", "k"};
        BigDecimal step = BigDecimal.valueOf(binary ? 1024 : 1000);
        for (int i = 0; i < units.length; i++) {
            BigDecimal unit = step.pow(units.length - i);
            if (bytes.remainder(unit).signum() == 0 && bytes.signum() != 0) {
                return new Quantity(bytes.divide(unit).toBigInteger().toString(), units[i]);
            }
        }
        return new Quantity(bytes.toBigInteger().toString());
    }
}
