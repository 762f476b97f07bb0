package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.MemoryBuilder;
import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.defaults.MemoryGrowth;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.InstanceState;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/** How another amount of memory reaches a running guest. */
final class LiveMemory {
    private static final String UPDATED = "memory updated in template spec";

    private LiveMemory() {}

    static LiveGrowth of(VirtualMachineInstance instance, VirtualMachineInstanceSpec template, boolean live) {
        DomainSpec domain = instance.getSpec().domain();
        DomainSpec wanted = template.domain();
        Memory memory = domain == null ? null : domain.memory();
        Optional<Quantity> guest = MemoryGrowth.guest(wanted);
        MemoryStatus status =
                instance.getStatus() == null ? null : instance.getStatus().memory();
        if (domain == null || wanted == null || memory == null || memory.guest() == null || guest.isEmpty()) {
            return new LiveGrowth.Settled();
        }
        if (isSame(guest.get(), memory.guest())) {
            return new LiveGrowth.Settled();
        }
        Quantity boot = status == null ? null : status.guestAtBoot();
        Optional<String> obstacle = live
                ? obstacle(instance, domain, guest.get(), Optional.ofNullable(boot))
                : Optional.of(UPDATED + ", and vmRolloutStrategy is Stage");
        if (obstacle.isPresent() || boot == null) {
            return new LiveGrowth.NeedsRestart(obstacle.orElse(UPDATED));
        }
        Optional<String> busy = LiveGrowth.busy(instance, LiveSize.MEMORY_CHANGE, "memory");
        if (busy.isPresent()) {
            return new LiveGrowth.Waits(
                    LiveGrowth.MEMORY_REASON,
                    "error encountered while handling memory hotplug requests: " + busy.get());
        }
        Quantity before = memory.guest();
        return new LiveGrowth.Grows(
                instance.getSpec()
                        .withDomain(domain.withMemory(memory.withGuest(guest.get()))
                                .withResources(LiveGrowth.changed(
                                        domain.resources(),
                                        wanted.resources(),
                                        "memory",
                                        amount -> amount.add(guest.get()).subtract(before)))),
                LiveGrowth.MEMORY_REASON);
    }

    private static Optional<String> obstacle(
            VirtualMachineInstance instance, DomainSpec running, Quantity guest, Optional<Quantity> boot) {
        Memory memory = running.memory();
        if (memory == null || memory.maxGuest() == null || memory.hugepages() != null || boot.isEmpty()) {
            return Optional.of(UPDATED + ". Memory-hotplug is not available for this VM configuration");
        }
        InstanceState state = InstanceState.of(instance);
        if (state.has(LiveSize.MEMORY_CHANGE, "False")) {
            return Optional.of(UPDATED + ". Memory-hotplug failed and is not available for this VM configuration");
        }
        // What a limit holds back grows in another Pod only
        if (isLimited(running) && !state.has("LiveMigratable", "True")) {
            return Optional.of(
                    UPDATED + ". Memory-hotplug of a VM with a memory limit is only available for migratable VMs");
        }
        if (Given.exact(guest).compareTo(Given.exact(boot.get())) < 0) {
            return Optional.of(UPDATED + " to a value lower than what the VM started with");
        }
        return MemoryGrowth.obstacles(
                        running.withMemory(memory.withGuest(guest)),
                        memory.maxGuest(),
                        Given.some(instance.getSpec().architecture()).orElse("amd64"))
                .map(why -> "memory hotplug not supported, " + why);
    }

    private static boolean isLimited(DomainSpec running) {
        return running.resources() != null
                && Given.map(running.resources().limits()).containsKey("memory");
    }

    private static boolean isSame(Quantity one, Quantity other) {
        return Given.exact(one).compareTo(Given.exact(other)) == 0;
    }

    static VirtualMachineInstanceSpec without(VirtualMachineInstanceSpec spec) {
        DomainSpec domain = spec.domain();
        Memory memory = domain == null ? null : domain.memory();
        if (domain == null || memory == null) {
            return spec;
        }
        Memory rest = memory.withGuest(null);
        return spec.withDomain(
                domain.withMemory(rest.equals(MemoryBuilder.builder().build()) ? null : rest));
    }
}
