package dev.slipway.machine.pod;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the containers that help a launcher ask for: KubeVirt's amounts or less but for the limit of processors, or those of
 * {@code supportContainerResources} in the KubeVirt resource, each amount of processors and memory by itself; zero is none.
 */
final class SupportResources {
    static final String CONTAINER_DISK = "container-disk";
    static final String HOTPLUG_DISK = "hotplug-disk";
    static final String CONSOLE_LOG = "guest-console-log";

    // KubeVirt lets a container disk have 10m of a processor, a console's log 15m. The container runtime itself runs
    // under
    // that limit while it starts the container, which takes 4 s longer than with 50m.
    private static final Map<String, ResourceRequirements> DEFAULTS = Map.of(
            CONTAINER_DISK, amounts("1m", "1M", "100m", "40M"),
            HOTPLUG_DISK, amounts("10m", "2M", "100m", "80M"),
            CONSOLE_LOG, amounts("5m", "2M", "100m", "40M"));

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private final PodFacts facts;

    SupportResources(PodFacts facts) {
        this.facts = facts;
    }

    /** Returns the amounts; in a Pod of the class Guaranteed every container must ask for its limits. */
    ResourceRequirements of(String type, boolean guaranteed) {
        ResourceRequirements basis = DEFAULTS.getOrDefault(type, new ResourceRequirements());
        Optional<ResourceRequirements> chosen =
                Optional.ofNullable(facts.supportResources().get(type));
        Map<String, Quantity> limits = merged(basis.getLimits(), chosen.map(ResourceRequirements::getLimits));
        Map<String, Quantity> requests = merged(basis.getRequests(), chosen.map(ResourceRequirements::getRequests));
        return new ResourceRequirementsBuilder()
                .withRequests(guaranteed ? limits : requests)
                .withLimits(limits)
                .build();
    }

    private static Map<String, Quantity> merged(Map<String, Quantity> basis, Optional<Map<String, Quantity>> chosen) {
        Map<String, Quantity> all = new TreeMap<>(Optional.ofNullable(basis).orElse(Map.of()));
        for (String resource : RESOURCES) {
            chosen.map(amounts -> amounts.get(resource))
                    .filter(amount -> amount.getNumericalAmount().signum() != 0)
                    .ifPresent(amount -> all.put(resource, amount));
        }
        return all;
    }

    private static ResourceRequirements amounts(String cpu, String memory, String cpuLimit, String memoryLimit) {
        return new ResourceRequirementsBuilder()
                .withRequests(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)))
                .withLimits(Map.of("cpu", new Quantity(cpuLimit), "memory", new Quantity(memoryLimit)))
                .build();
    }
}
