package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.CDIConfigSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Processors and memory of the Pods that fill disks: what the admins say of either takes the place of ours, as in CDI
 * (v1.65, {@code config-controller.go}, {@code reconcileDefaultPodResourceRequirements}).
 */
public final class PodResources {
    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    private static final Map<String, Quantity> REQUESTS =
            Map.of(CPU, new Quantity("100m"), MEMORY, new Quantity("60M"));
    private static final Map<String, Quantity> LIMITS = Map.of(CPU, new Quantity("2"), MEMORY, new Quantity("600M"));

    private PodResources() {}

    /**
     * Returns them under the wishes of the admins. Where one of both was not said and would contradict what was, it gives way:
     * Kubernetes refuses a Pod that asks for more than it may have.
     */
    public static ResourceRequirements under(CDIConfigSpec config) {
        Optional<ResourceRequirements> wanted = Optional.ofNullable(config.podResourceRequirements());
        Map<String, Quantity> asked =
                wanted.map(ResourceRequirements::getRequests).orElse(Map.of());
        Map<String, Quantity> most = wanted.map(ResourceRequirements::getLimits).orElse(Map.of());
        Map<String, Quantity> requests = new TreeMap<>(asked);
        REQUESTS.forEach((name, usual) -> requests.putIfAbsent(name, lesser(usual, most.get(name))));
        Map<String, Quantity> limits = new TreeMap<>(most);
        LIMITS.forEach((name, usual) -> limits.putIfAbsent(name, greater(usual, asked.get(name))));
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    private static Quantity lesser(Quantity usual, @Nullable Quantity other) {
        return other != null && other.getNumericalAmount().compareTo(usual.getNumericalAmount()) < 0 ? other : usual;
    }

    private static Quantity greater(Quantity usual, @Nullable Quantity other) {
        return other != null && other.getNumericalAmount().compareTo(usual.getNumericalAmount()) > 0 ? other : usual;
    }
}
