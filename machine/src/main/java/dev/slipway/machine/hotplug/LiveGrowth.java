package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.lifecycle.InstanceState;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How another size of a machine's template reaches its running guest. Source: KubeVirt v1.9.0, {@code watch/vm/vm.go}. */
public sealed interface LiveGrowth {
    /** Reason of the machine's condition Failure if its guest does not get processors. */
    String PROCESSORS_REASON = "HotPlugCPUError";

    /** Reason of the machine's condition Failure if its guest does not get memory. */
    String MEMORY_REASON = "HotPlugMemoryError";

    /** The guest has the size of the template. */
    record Settled() implements LiveGrowth {}

    /**
     * The guest gets it while it runs.
     *
     * @param spec the instance's description that follows
     * @param reason of the machine's condition Failure if it is refused
     */
    record Grows(VirtualMachineInstanceSpec spec, String reason) implements LiveGrowth {}

    /**
     * The guest gets it at its next start.
     *
     * @param why one sentence
     */
    record NeedsRestart(String why) implements LiveGrowth {}

    /**
     * The guest cannot get it yet.
     *
     * @param reason of the machine's condition Failure
     * @param why one sentence
     */
    record Waits(String reason, String why) implements LiveGrowth {}

    /** Returns how the processors of a template reach a running guest. */
    static LiveGrowth processors(
            VirtualMachineInstance instance, VirtualMachineInstanceSpec template, KubeVirtConfiguration configuration) {
        return LiveProcessors.of(instance, template, isLive(configuration));
    }

    /** Returns how the memory of a template reaches a running guest. */
    static LiveGrowth memory(
            VirtualMachineInstance instance, VirtualMachineInstanceSpec template, KubeVirtConfiguration configuration) {
        return LiveMemory.of(instance, template, isLive(configuration));
    }

    /** Returns whether changes reach running guests at all, which {@code vmRolloutStrategy: Stage} forbids. */
    static boolean isLive(KubeVirtConfiguration configuration) {
        return !"Stage".equals(configuration.vmRolloutStrategy());
    }

    /** Returns a description in which nothing is said of what may grow. */
    static VirtualMachineInstanceSpec without(VirtualMachineInstanceSpec spec) {
        return LiveMemory.without(LiveProcessors.without(spec));
    }

    /** Returns why a guest's size cannot change now, in KubeVirt's words; empty if it can. */
    static Optional<String> busy(VirtualMachineInstance instance, String condition, String what) {
        InstanceState state = InstanceState.of(instance);
        if (state.has(condition, "True")) {
            return Optional.of("another " + what + " hotplug is in progress");
        }
        return InstanceState.isMigrating(instance)
                ? Optional.of(what + " hotplug is not allowed while VMI is migrating")
                : Optional.empty();
    }

    /** Returns what a Pod is asked for with one amount changed, where the template names it. */
    static @Nullable Map<String, Quantity> changed(
            @Nullable Map<String, Quantity> given,
            @Nullable Map<String, Quantity> template,
            String resource,
            UnaryOperator<Quantity> change) {
        Quantity amount = given == null ? null : given.get(resource);
        if (given == null || amount == null || template == null || !template.containsKey(resource)) {
            return given;
        }
        Map<String, Quantity> amounts = new TreeMap<>(given);
        amounts.put(resource, change.apply(amount));
        return amounts;
    }

    /** Returns the amounts with one changed in requests and limits, where the template names it. */
    static @Nullable ResourceRequirements changed(
            @Nullable ResourceRequirements given,
            @Nullable ResourceRequirements template,
            String resource,
            UnaryOperator<Quantity> change) {
        return given == null || template == null
                ? given
                : given.withRequests(changed(given.requests(), template.requests(), resource, change))
                        .withLimits(changed(given.limits(), template.limits(), resource, change));
    }
}
