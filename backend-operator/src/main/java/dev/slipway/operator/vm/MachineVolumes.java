package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineVolumeRequest;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.hotplug.PluggedSpec;
import dev.slipway.machine.hotplug.RequestedTemplate;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes volumes that come and go from requests into the template, and from the template to the running instance. */
final class MachineVolumes {
    private final ObjectWriter writer;
    private final Events events;

    MachineVolumes(ObjectWriter writer, Events events) {
        this.writer = writer;
        this.events = events;
    }

    /**
     * What was done.
     *
     * @param written whether the machine itself was written, so that this look is out of date
     * @param problem why a change was refused
     */
    record Result(boolean written, Optional<VmProblem> problem) {}

    Result proceed(VmScope scope) {
        Optional<VirtualMachineInstanceSpec> template = template(scope.machine());
        if (template.isEmpty()) {
            return new Result(false, Optional.empty());
        }
        List<VirtualMachineVolumeRequest> open = open(scope);
        if (!open.isEmpty()) {
            return write(scope, scope.machine(), requested(scope.machine(), RequestedTemplate.of(template.get(), open)))
                    .map(problem -> new Result(false, Optional.of(problem)))
                    .orElseGet(() -> new Result(true, Optional.empty()));
        }
        return new Result(
                false,
                scope.ownInstance()
                        .filter(instance -> !InstanceState.of(instance).isFinal()
                                && !InstanceState.of(instance).deleting())
                        .flatMap(instance -> follow(scope, instance, template.get())));
    }

    /** Returns the requests that the template does not fulfil yet. */
    static List<VirtualMachineVolumeRequest> open(VmScope scope) {
        Set<String> present =
                template(scope.machine()).map(spec -> Given.list(spec.volumes())).orElse(List.of()).stream()
                        .map(volume -> Given.text(volume.name()))
                        .collect(Collectors.toSet());
        return Given.list(scope.status().volumeRequests()).stream()
                .filter(request -> request.addVolumeOptions() != null
                                && !present.contains(
                                        Given.text(request.addVolumeOptions().name()))
                        || request.removeVolumeOptions() != null
                                && present.contains(
                                        Given.text(request.removeVolumeOptions().name())))
                .toList();
    }

    private static VirtualMachine requested(VirtualMachine machine, VirtualMachineInstanceSpec spec) {
        VirtualMachine changed = Copies.of(machine);
        VirtualMachineInstanceTemplateSpec template = machine.getSpec().template();
        changed.setSpec(machine.getSpec().withTemplate(template == null ? null : template.withSpec(spec)));
        return changed;
    }

    private Optional<VmProblem> follow(
            VmScope scope, VirtualMachineInstance instance, VirtualMachineInstanceSpec template) {
        VirtualMachineInstanceSpec next = PluggedSpec.of(instance.getSpec(), template, leaving(instance));
        if (next.equals(instance.getSpec())) {
            return Optional.empty();
        }
        VirtualMachineInstance changed = Copies.of(instance);
        changed.setSpec(next);
        return write(scope, instance, changed);
    }

    private static Set<String> leaving(VirtualMachineInstance instance) {
        List<VolumeStatus> statuses = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::volumeStatus)
                .orElse(List.of());
        return statuses.stream()
                .filter(status -> status.hotplugVolume() != null)
                .map(status -> Given.text(status.name()))
                .collect(Collectors.toSet());
    }

    private <S, T, R extends CustomResource<S, T>> Optional<VmProblem> write(VmScope scope, R stored, R wanted) {
        try {
            writer.whole(stored, wanted);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            VmProblem problem = new VmProblem.HotplugRefused(Refusals.sentence(e));
            events.warning(scope.machine(), problem.reason(), problem.message());
            return Optional.of(problem);
        }
    }

    private static Optional<VirtualMachineInstanceSpec> template(VirtualMachine machine) {
        return Optional.ofNullable(machine.getSpec().template())
                .flatMap(template -> Optional.ofNullable(template.spec()));
    }
}
