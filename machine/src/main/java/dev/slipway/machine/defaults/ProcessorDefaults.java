package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUBuilder;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.LiveUpdateConfiguration;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.ResourceRequirementsBuilder;
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
        if (amount(before.requests(), "cpu").isPresent()) {
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

    static CPU complete(
            @Nullable CPU cpu,
            ResourceRequirements resources,
            KubeVirtConfiguration configuration,
            String architecture) {
        CPU before = cpu == null ? CPUBuilder.builder().build() : cpu;
        CPU topology = topology(before, resources);
        String model = MachineDefaults.blankIsNull(before.model());
        if (model == null) {
            model = architecture.equals("arm64")
                    ? "host-passthrough"
                    : Objects.requireNonNullElse(MachineDefaults.blankIsNull(configuration.cpuModel()), "host-model");
        }
        CPU whole = topology.withModel(model);
        boolean liveUpdate = !"Stage".equals(configuration.vmRolloutStrategy());
        return liveUpdate && isSet(whole.sockets()) && whole.maxSockets() == null && !architecture.equals("arm64")
                ? whole.withMaxSockets(maxSockets(whole, configuration))
                : whole;
    }

    private static CPU topology(CPU cpu, ResourceRequirements resources) {
        boolean given = isSet(cpu.cores()) || isSet(cpu.sockets()) || isSet(cpu.threads());
        if (given) {
            return cpu;
        }
        long sockets = amount(resources.limits(), "cpu")
                .or(() -> amount(resources.requests(), "cpu"))
                .map(quantity -> quantity.getNumericalAmount()
                        .setScale(0, RoundingMode.CEILING)
                        .longValue())
                .filter(count -> count > 0)
                .orElse(1L);
        return cpu.withCores(1L).withThreads(1L).withSockets(sockets);
    }

    private static long maxSockets(CPU cpu, KubeVirtConfiguration configuration) {
        LiveUpdateConfiguration live = configuration.liveUpdateConfiguration();
        long sockets = atLeastOne(cpu.sockets());
        long wanted = live != null && live.maxCpuSockets() != null
                ? live.maxCpuSockets()
                : sockets
                        * (live == null
                                ? HOTPLUG_RATIO
                                : Objects.requireNonNullElse(live.maxHotplugRatio(), HOTPLUG_RATIO));
        wanted = Math.max(wanted, sockets);
        boolean topologyGiven = isSet(cpu.cores()) && isSet(cpu.threads());
        long perSocket = atLeastOne(cpu.cores()) * atLeastOne(cpu.threads());
        if (topologyGiven && wanted * perSocket > MOST_CPUS) {
            wanted = Math.max(sockets, MOST_CPUS / perSocket);
        }
        return wanted;
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

    private static long atLeastOne(@Nullable Long number) {
        return number == null || number < 1 ? 1 : number;
    }
}
