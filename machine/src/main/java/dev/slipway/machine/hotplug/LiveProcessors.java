package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUBuilder;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.defaults.ProcessorSockets;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.given.VirtualCpus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/** How another number of sockets reaches a running guest. */
final class LiveProcessors {
    private LiveProcessors() {}

    static LiveGrowth of(VirtualMachineInstance instance, VirtualMachineInstanceSpec template, boolean live) {
        VirtualMachineInstanceSpec running = instance.getSpec();
        DomainSpec domain = running.domain();
        DomainSpec wanted = template.domain();
        CPU cpu = domain == null ? null : domain.cpu();
        if (domain == null || cpu == null || wanted == null) {
            return new LiveGrowth.Settled();
        }
        long before = VirtualCpus.of(running).sockets();
        long sockets = ProcessorSockets.of(wanted);
        if (sockets == before) {
            return new LiveGrowth.Settled();
        }
        Optional<String> obstacle = obstacle(template, cpu, before, sockets, live);
        if (obstacle.isPresent()) {
            return new LiveGrowth.NeedsRestart(obstacle.get());
        }
        Optional<String> busy = LiveGrowth.busy(instance, LiveSize.PROCESSORS_CHANGE, "CPU");
        if (busy.isPresent()) {
            return new LiveGrowth.Waits(
                    LiveGrowth.PROCESSORS_REASON, "Error encountered while handling CPU change request: " + busy.get());
        }
        VirtualCpus topology = VirtualCpus.of(running);
        Quantity added = new Quantity(Long.toString((sockets - before) * topology.cores() * topology.threads()));
        return new LiveGrowth.Grows(
                running.withDomain(domain.withCpu(cpu.withSockets(sockets))
                        .withResources(LiveGrowth.changed(
                                domain.resources(), wanted.resources(), "cpu", amount -> amount.add(added)))),
                LiveGrowth.PROCESSORS_REASON);
    }

    private static Optional<String> obstacle(
            VirtualMachineInstanceSpec template, CPU running, long before, long sockets, boolean live) {
        if (!live) {
            return Optional.of("CPU sockets updated in template spec, and vmRolloutStrategy is Stage");
        }
        if (sockets < before) {
            return Optional.of("Reduction of CPU socket count requires a restart");
        }
        if (sockets > Given.number(running.maxSockets())) {
            return Optional.of("CPU sockets updated in template spec to a value higher than the "
                    + Given.number(running.maxSockets()) + " that the VM can have until its next start");
        }
        if (Boolean.TRUE.equals(running.dedicatedCpuPlacement())) {
            return Optional.of("CPU sockets updated in template spec. Dedicated CPUs are not added to a running VM");
        }
        return Optional.ofNullable(template.domain())
                        .flatMap(domain -> Optional.ofNullable(domain.devices()))
                        .filter(devices -> Boolean.TRUE.equals(devices.networkInterfaceMultiqueue()))
                        .isPresent()
                ? Optional.of("Changes to CPU sockets require a restart when NetworkInterfaceMultiQueue is enabled")
                : Optional.empty();
    }

    static VirtualMachineInstanceSpec without(VirtualMachineInstanceSpec spec) {
        DomainSpec domain = spec.domain();
        CPU cpu = domain == null ? null : domain.cpu();
        if (domain == null || cpu == null) {
            return spec;
        }
        CPU rest = cpu.withSockets(null);
        return spec.withDomain(domain.withCpu(rest.equals(CPUBuilder.builder().build()) ? null : rest));
    }
}
