package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.LiveUpdateConfiguration;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.MemoryBuilder;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.types.QuantityText;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Completes the memory of an instance: its size and how far it may grow. Source: KubeVirt v1.9.0, {@code pkg/liveupdate/memory}. */
final class MemoryDefaults {
    private static final long HOTPLUG_RATIO = 4;

    private MemoryDefaults() {}

    /** Memory that nobody sized is what the Pod asks for, else one huge page. */
    static Memory guest(@Nullable Memory memory, ResourceRequirements resources) {
        Memory before = memory == null ? MemoryBuilder.builder().build() : memory;
        return before.guest() != null
                ? before
                : asked(resources.requests())
                        .or(() -> asked(resources.limits()))
                        .or(() -> page(before))
                        .map(before::withGuest)
                        .orElse(before);
    }

    private static Optional<Quantity> asked(@Nullable Map<String, Quantity> amounts) {
        return ProcessorDefaults.amount(amounts, "memory")
                .filter(quantity -> quantity.getNumericalAmount().signum() != 0);
    }

    private static Optional<Quantity> page(Memory memory) {
        return Optional.ofNullable(memory.hugepages())
                .flatMap(pages -> Given.some(pages.pageSize()))
                .filter(size -> size.matches("[0-9.]+([EPTGMk]i?|m)?"))
                .map(Quantity::new);
    }

    /** Lets the memory grow to the configured maximum or four times its size, where a machine can grow at all. */
    static @Nullable Memory growing(DomainSpec domain, KubeVirtConfiguration configuration, String architecture) {
        Memory memory = domain.memory();
        if (memory == null
                || memory.guest() == null
                || memory.maxGuest() != null
                || "Stage".equals(configuration.vmRolloutStrategy())) {
            return memory;
        }
        LiveUpdateConfiguration live = configuration.liveUpdateConfiguration();
        long ratio = live == null ? HOTPLUG_RATIO : Objects.requireNonNullElse(live.maxHotplugRatio(), HOTPLUG_RATIO);
        Quantity most = live != null && live.maxGuest() != null ? live.maxGuest() : times(memory.guest(), ratio);
        return MemoryGrowth.obstacles(domain, most, architecture).isEmpty() ? memory.withMaxGuest(most) : memory;
    }

    /** Bytes with a binary unit, whatever the unit of the quantity: 1Gi × 4 = 4Gi, 2G × 4 = 7812500Ki. */
    private static Quantity times(Quantity quantity, long factor) {
        BigDecimal bytes =
                quantity.getNumericalAmount().setScale(0, RoundingMode.UP).multiply(BigDecimal.valueOf(factor));
        return new Quantity(QuantityText.binary(bytes));
    }
}
