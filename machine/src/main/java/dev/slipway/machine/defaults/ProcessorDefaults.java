package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUBuilder;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.LiveUpdateConfiguration;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.ResourceRequirementsBuilder;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Completes the processors of an instance: topology, model, room to grow. Source: KubeVirt v1.9.0, {@code pkg/defaults}. */
final class ProcessorDefaults {
    private static final long HOTPLUG_RATIO = 4;
    private static final long MOST_CPUS = 512;

    private ProcessorDefaults() {}

    static ResourceRequirements resources(DomainSpec domain, KubeVirtConfiguration configuration) {
        ResourceRequirements before = domain.resources() == null
                ? ResourceRequirementsBuilder.builder().build()
                : domain.resources();
        Optional<Quantity> limit = amount(before.limits(), "cpu");
        Optional<Quantity> given = amount(before.requests(), "cpu");
        boolean zero = given.filter(request -> request.getNumericalAmount().signum() == 0)
                .isPresent();
        limit = limit.filter(quantity -> quantity.getNumericalAmount().signum() != 0);
        if (given.isPresent() && !(zero && limit.isPresent())) {
            return before;
        }
        Quantity configured = configuration.cpuRequest();
        boolean dedicated =
                domain.cpu() != null && Boolean.TRUE.equals(domain.cpu().dedicatedCpuPlacement());
        Optional<Quantity> request = limit.or(() -> Optional.ofNullable(configured)
                .filter(quantity -> !dedicated && !quantity.equals(new Quantity("100m"))));
        return request.map(quantity -> before.withRequests(with(before.requests(), "cpu", quantity)))
                .orElse(before);
    }

    static CPU complete(@Nullable CPU cpu, KubeVirtConfiguration configuration, String architecture) {
        CPU before = cpu == null ? CPUBuilder.builder().build() : cpu;
        String configured = architecture.equals("arm64")
                ? "host-passthrough"
                : Given.some(configuration.cpuModel()).orElse("host-model");
        CPU whole = before.withModel(Given.some(before.model()).orElse(configured));
        boolean liveUpdate = !"Stage".equals(configuration.vmRolloutStrategy());
        return liveUpdate && !isSet(whole.maxSockets()) && !architecture.equals("arm64")
                ? whole.withMaxSockets(maxSockets(whole, configuration))
                : whole;
    }

    /** Processors that nobody counted are as many sockets as the limit or request says, one at least. */
    static CPU topology(@Nullable CPU given, ResourceRequirements resources) {
        CPU cpu = given == null ? CPUBuilder.builder().build() : given;
        boolean counted = isSet(cpu.cores()) || isSet(cpu.sockets()) || isSet(cpu.threads());
        if (counted) {
            return cpu;
        }
        long sockets = amount(resources.limits(), "cpu")
                .or(() -> amount(resources.requests(), "cpu"))
                .map(quantity -> quantity.getNumericalAmount()
                        .setScale(0, RoundingMode.CEILING)
                        .longValue())
                .filter(count -> count >= 0)
                .orElse(1L);
        return cpu.withCores(1L).withThreads(1L).withSockets(sockets);
    }

    /** Room to grow: as configured, else four times as many sockets within the most processors that any machine type has. */
    private static @Nullable Long maxSockets(CPU cpu, KubeVirtConfiguration configuration) {
        LiveUpdateConfiguration live = configuration.liveUpdateConfiguration();
        long sockets = Given.number(cpu.sockets());
        long configured = live == null ? 0 : Given.number(live.maxCpuSockets());
        if (configured != 0) {
            return Math.max(configured, sockets);
        }
        long ratio = live == null || live.maxHotplugRatio() == null ? HOTPLUG_RATIO : live.maxHotplugRatio();
        long perSocket = Given.number(cpu.cores()) * Given.number(cpu.threads());
        long wanted = sockets * ratio;
        if (wanted * perSocket > MOST_CPUS) {
            wanted = Math.max(MOST_CPUS / perSocket, sockets);
        }
        return wanted == 0 ? null : Long.valueOf(wanted);
    }

    static Optional<Quantity> amount(@Nullable Map<String, Quantity> amounts, String name) {
        return Optional.ofNullable(amounts).flatMap(map -> Optional.ofNullable(map.get(name)));
    }

    private static Map<String, Quantity> with(@Nullable Map<String, Quantity> amounts, String name, Quantity amount) {
        Map<String, Quantity> all = new LinkedHashMap<>(Objects.requireNonNullElse(amounts, Map.of()));
        all.put(name, amount);
        return all;
    }

    private static boolean isSet(@Nullable Long number) {
        return number != null && number != 0;
    }
}
