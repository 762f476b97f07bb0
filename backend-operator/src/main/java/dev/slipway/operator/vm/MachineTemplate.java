package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.hotplug.LiveGrowth;
import dev.slipway.machine.hotplug.TemplateChange;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Objects;
import java.util.Optional;

/** Compares the template with the one that the instance was started from, and takes over where a guest may run. */
final class MachineTemplate {
    /** KubeVirt's words for a change that waits for a restart. */
    private static final String CHANGED = "a non-live-updatable field was changed in the template spec";

    private final ObjectWriter writer;
    private final StartRevisions revisions;
    private final Instancetypes instancetypes;

    MachineTemplate(ObjectWriter writer, StartRevisions revisions, Instancetypes instancetypes) {
        this.writer = writer;
        this.revisions = revisions;
        this.instancetypes = instancetypes;
    }

    /**
     * What was found.
     *
     * @param written whether the instance was written, so that this look is out of date
     * @param restart why the template reaches the guest at its next start only
     * @param problem why the guest's place does not follow the template now
     */
    record Result(boolean written, Optional<String> restart, Optional<VmProblem> problem) {
        static final Result NOTHING = new Result(false, Optional.empty(), Optional.empty());
        static final Result WRITTEN = new Result(true, Optional.empty(), Optional.empty());
    }

    Result proceed(VmScope scope) {
        try {
            return look(scope);
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return new Result(false, Optional.empty(), Optional.of(new VmProblem.PlaceRefused(Refusals.sentence(e))));
        }
    }

    private Result look(VmScope scope) {
        Optional<VirtualMachineInstance> instance = scope.ownInstance();
        String generation = Long.toString(
                Objects.requireNonNullElse(scope.machine().getMetadata().getGeneration(), 0L));
        if (instance.isEmpty()) {
            return Result.NOTHING;
        }
        boolean seen = generation.equals(Copies.annotations(instance.get()).get(KubeVirtNames.VM_GENERATION));
        // Another instance type changes what the template means, and nothing of its text.
        if (seen && Instancetypes.isPlain(scope.machine().getSpec())) {
            return Result.NOTHING;
        }
        Optional<VirtualMachineSpec> started = revisions.startOf(instance.get());
        if (started.isEmpty()) {
            return Result.NOTHING;
        }
        if (seen && StartRevisions.isSameSize(started.get(), scope.machine())) {
            return Result.NOTHING;
        }
        if (!seen
                && TemplateChange.isNone(
                        started.get().template(), scope.machine().getSpec().template())) {
            // Another run strategy, say: the guest has all that the new generation asks of it.
            return writer.whole(
                            instance.get(),
                            Copies.withAnnotation(instance.get(), KubeVirtNames.VM_GENERATION, generation))
                    ? Result.WRITTEN
                    : Result.NOTHING;
        }
        return compare(scope, instance.get(), started.get());
    }

    private Result compare(VmScope scope, VirtualMachineInstance instance, VirtualMachineSpec started) {
        Optional<VirtualMachineInstanceSpec> before =
                instancetypes.asStarted(scope.machine(), started).flatMap(MachineTemplate::template);
        Optional<VirtualMachineInstanceSpec> now = template(scope.sized());
        if (before.isEmpty() || now.isEmpty()) {
            return Result.NOTHING;
        }
        if (TemplateChange.needsRestart(instance, before.get(), now.get(), scope.configuration())) {
            return new Result(false, Optional.of(CHANGED), Optional.empty());
        }
        return LiveGrowth.isLive(scope.configuration()) ? place(instance, now.get()) : Result.NOTHING;
    }

    private static Optional<VirtualMachineInstanceSpec> template(VirtualMachine machine) {
        return Optional.ofNullable(machine.getSpec().template()).map(VirtualMachineInstanceTemplateSpec::spec);
    }

    /** Where a guest may run is asked when it moves; the launcher that it has stays where it is. */
    private Result place(VirtualMachineInstance instance, VirtualMachineInstanceSpec template) {
        VirtualMachineInstanceSpec running = instance.getSpec();
        boolean moved = !Given.map(template.nodeSelector()).equals(Given.map(running.nodeSelector()))
                || !Objects.equals(template.affinity(), running.affinity());
        boolean tolerant = Given.list(template.tolerations()).equals(Given.list(running.tolerations()));
        if (!moved && tolerant || instance.getMetadata().getDeletionTimestamp() != null) {
            return Result.NOTHING;
        }
        if (InstanceState.isMigrating(instance)) {
            return new Result(
                    false,
                    Optional.empty(),
                    Optional.of(moved ? new VmProblem.PlaceWaits() : new VmProblem.TolerationsWait()));
        }
        VirtualMachineInstance changed = Copies.of(instance);
        changed.setSpec(running.withNodeSelector(template.nodeSelector())
                .withAffinity(template.affinity())
                .withTolerations(template.tolerations()));
        return writer.whole(instance, changed) ? Result.WRITTEN : Result.NOTHING;
    }
}
