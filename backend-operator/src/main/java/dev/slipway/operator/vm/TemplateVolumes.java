package dev.slipway.operator.vm;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.Refusals;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the DataVolumes that a virtual machine brings along. */
final class TemplateVolumes {
    // pkg/storage/types/dv.go: a claim of the DataVolume's name that is there already is taken, not refused
    private static final String ALLOW_ADOPTION = "cdi.kubevirt.io/allowClaimAdoption";

    private final ObjectWriter writer;
    private final Events events;

    TemplateVolumes(ObjectWriter writer, Events events) {
        this.writer = writer;
        this.events = events;
    }

    /** Makes those that are missing; returns the first problem. */
    Optional<VmProblem> make(VmScope scope) {
        return scope.templates().stream()
                .flatMap(template -> make(scope, template).stream())
                .findFirst();
    }

    private Optional<VmProblem> make(VmScope scope, DataVolumeTemplateSpec template) {
        String name = VmScope.templateName(template).orElse("");
        DataVolume existing = scope.dataVolumes().get(name);
        if (existing != null) {
            if (isLeftBehind(existing)) {
                writer.whole(existing, Copies.withController(existing, FreshInstance.owner(scope.machine())));
                return Optional.empty();
            }
            return Owners.controls(scope.machine(), existing)
                    ? Optional.empty()
                    : Optional.of(new VmProblem.DataVolumeForeign(name));
        }
        try {
            writer.create(volume(scope.machine(), template, name));
            events.normal(scope.machine(), "SuccessfulDataVolumeCreate", "Created DataVolume " + name);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            VmProblem problem = new VmProblem.DataVolumeRefused(name, Refusals.sentence(e));
            events.warning(scope.machine(), problem.eventReason(), problem.message());
            return Optional.of(problem);
        }
    }

    /** Belongs to nobody: an earlier machine of this name left it, as pools that preserve state ask for. As in KubeVirt. */
    private static boolean isLeftBehind(DataVolume volume) {
        return Caches.controller(volume).isEmpty() && volume.getMetadata().getDeletionTimestamp() == null;
    }

    /** What the machine's writer was allowed to clone from holds for the machine's disks, whatever the template says of it. */
    private static Map<String, String> annotations(VirtualMachine machine, Optional<ObjectMeta> template) {
        Map<String, String> annotations =
                new TreeMap<>(template.map(ObjectMeta::getAnnotations).orElse(Map.of()));
        annotations.remove(SlipwayNames.CLONE_SOURCES);
        annotations.put(ALLOW_ADOPTION, "true");
        Optional.ofNullable(Copies.annotations(machine).get(SlipwayNames.CLONE_SOURCES))
                .ifPresent(allowed -> annotations.put(SlipwayNames.CLONE_SOURCES, allowed));
        return annotations;
    }

    private static DataVolume volume(VirtualMachine machine, DataVolumeTemplateSpec template, String name) {
        Optional<ObjectMeta> meta = Optional.ofNullable(template.metadata());
        Map<String, String> labels =
                new TreeMap<>(meta.map(ObjectMeta::getLabels).orElse(Map.of()));
        labels.put(KubeVirtNames.CREATED_BY, machine.getMetadata().getUid());
        DataVolume volume = new DataVolume();
        volume.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(machine.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(annotations(machine, meta))
                .withOwnerReferences(FreshInstance.owner(machine))
                .build());
        volume.setSpec(template.spec());
        return volume;
    }
}
