package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.ResourceRequirementsBuilder;
import dev.slipway.machine.given.Given;
import java.util.Optional;

/** How many sockets a machine has, counted or not. */
public final class ProcessorSockets {
    private ProcessorSockets() {}

    /** Returns the number: what is said, else what follows from the limit or request of processors, else one. */
    public static long of(DomainSpec domain) {
        ResourceRequirements resources = Optional.ofNullable(domain.resources())
                .orElseGet(() -> ResourceRequirementsBuilder.builder().build());
        return Math.max(
                1,
                Given.number(ProcessorDefaults.topology(domain.cpu(), resources).sockets()));
    }
}
