package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.VirtualCpus;
import dev.slipway.machine.hotplug.LiveGrowth;
import dev.slipway.machine.hotplug.LiveSize;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes processors and memory from the template to the running instance, where a guest can get them while it runs. */
final class MachineSize {
    private final ObjectWriter writer;
    private final Events events;

    MachineSize(ObjectWriter writer, Events events) {
        this.writer = writer;
        this.events = events;
    }

    /**
     * What was done.
     *
     * @param written whether the instance was written, so that this look is out of date
     * @param restart why the template reaches the guest at its next start only
     * @param problem why the guest does not get it now
     */
    record Result(boolean written, Optional<String> restart, Optional<VmProblem> problem) {
        static final Result NOTHING = new Result(false, Optional.empty(), Optional.empty());

        static Result restart(String why) {
            return new Result(false, Optional.of(why), Optional.empty());
        }

        static Result problem(VmProblem problem) {
            return new Result(false, Optional.empty(), Optional.of(problem));
        }

        /** Both results as one; the other one counts where this one says nothing. */
        Result and(Result other) {
            return new Result(written || other.written, restart.or(other::restart), problem.or(other::problem));
        }
    }

    Result proceed(VmScope scope) {
        Optional<VirtualMachineInstance> running = scope.ownInstance()
                .filter(instance -> !InstanceState.of(instance).isFinal());
        Optional<VirtualMachineInstanceSpec> template = Optional.ofNullable(
                        scope.sized().getSpec().template())
                .flatMap(found -> Optional.ofNullable(found.spec()));
        if (running.isEmpty() || template.isEmpty()) {
            return Result.NOTHING;
        }
        Result processors = carryOut(
                scope, running.get(), LiveGrowth.processors(running.get(), template.get(), scope.configuration()));
        return processors.written()
                ? processors
                : processors.and(carryOut(
                        scope, running.get(), LiveGrowth.memory(running.get(), template.get(), scope.configuration())));
    }

    private Result carryOut(VmScope scope, VirtualMachineInstance instance, LiveGrowth growth) {
        return switch (growth) {
            case LiveGrowth.Settled _ -> Result.NOTHING;
            case LiveGrowth.NeedsRestart later -> Result.restart(later.why());
            case LiveGrowth.Waits wait -> Result.problem(new VmProblem.GrowthWaits(wait.reason(), wait.why()));
            case LiveGrowth.Grows grows -> write(scope, instance, grows);
        };
    }

    private Result write(VmScope scope, VirtualMachineInstance instance, LiveGrowth.Grows grows) {
        VirtualMachineInstance changed = Copies.of(instance);
        Map<String, String> annotations = new TreeMap<>(
                Optional.ofNullable(instance.getMetadata().getAnnotations()).orElse(Map.of()));
        annotations.putIfAbsent(
                LiveSize.SOCKETS_AT_BOOT,
                Long.toString(VirtualCpus.of(instance.getSpec()).sockets()));
        changed.setMetadata(new ObjectMetaBuilder(instance.getMetadata())
                .withAnnotations(annotations)
                .build());
        changed.setSpec(grows.spec());
        try {
            return new Result(writer.whole(instance, changed), Optional.empty(), Optional.empty());
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            VmProblem problem = new VmProblem.GrowthRefused(grows.reason(), Refusals.sentence(e));
            events.warning(scope.machine(), problem.reason(), problem.message());
            return Result.problem(problem);
        }
    }
}
