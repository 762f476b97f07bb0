package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.InstancetypeMatcher;
import dev.slipway.api.kubevirt.PreferenceMatcher;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of instance types and preferences that a machine's specification names: a snapshot keeps copies of its own,
 * and a restore brings them back. Source: KubeVirt v1.9.0, {@code pkg/storage/snapshot/source.go} and {@code restore.go}.
 */
final class SizeRevisions {
    private final KubernetesClient client;
    private final ObjectWriter writer;

    SizeRevisions(KubernetesClient client, ObjectWriter writer) {
        this.client = client;
        this.writer = writer;
    }

    /** Returns the specification with copies that go with the snapshot. */
    VirtualMachineSpec captured(VirtualMachineSnapshot snapshot, String machine, VirtualMachineSpec spec) {
        String namespace = snapshot.getMetadata().getNamespace();
        String name = snapshot.getMetadata().getName();
        return renamed(
                spec,
                revision -> copy(
                                namespace,
                                revision,
                                replaced(revision, machine, name),
                                List.of(Owners.controlling(snapshot)))
                        .getMetadata()
                        .getName());
    }

    /**
     * Returns the specification with copies of the target's name; what is there under such a name and says something else is
     * replaced.
     *
     * @param target the target, if it exists already
     */
    VirtualMachineSpec restored(
            RestoreScope scope, String machine, VirtualMachineSpec spec, Optional<VirtualMachine> target) {
        String snapshot = scope.restore().getSpec().virtualMachineSnapshotName() + "";
        List<OwnerReference> owners =
                target.map(found -> List.of(FreshInstance.owner(found))).orElse(List.of());
        return renamed(
                spec,
                revision -> copy(scope.namespace(), revision, replaced(revision, snapshot, machine), owners)
                        .getMetadata()
                        .getName());
    }

    /** Makes the revisions of a new machine go with it. */
    void giveTo(VirtualMachine machine) {
        renamed(machine.getSpec(), revision -> {
            find(machine.getMetadata().getNamespace(), revision)
                    .filter(found -> !Owners.controls(machine, found))
                    .ifPresent(found -> writer.whole(
                            found,
                            new ControllerRevisionBuilder(found)
                                    .editMetadata()
                                    .withOwnerReferences(FreshInstance.owner(machine))
                                    .endMetadata()
                                    .build()));
            return revision;
        });
    }

    private static VirtualMachineSpec renamed(VirtualMachineSpec spec, UnaryOperator<String> names) {
        InstancetypeMatcher type = spec.instancetype();
        PreferenceMatcher preference = spec.preference();
        VirtualMachineSpec next = spec;
        if (type != null && isNamed(type.revisionName())) {
            next = next.withInstancetype(type.withRevisionName(names.apply(type.revisionName() + "")));
        }
        if (preference != null && isNamed(preference.revisionName())) {
            next = next.withPreference(preference.withRevisionName(names.apply(preference.revisionName() + "")));
        }
        return next;
    }

    private static boolean isNamed(@Nullable String revision) {
        return revision != null && !revision.isEmpty();
    }

    private ControllerRevision copy(String namespace, String from, String to, List<OwnerReference> owners) {
        ControllerRevision original = find(namespace, from)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The ControllerRevision %s, which holds the machine's size, does not exist in %s. Restore it, or set %s."
                                .formatted(
                                        from,
                                        namespace,
                                        "spec.instancetype and spec.preference without revisionName")));
        Optional<ControllerRevision> there = find(namespace, to);
        if (there.filter(found -> Objects.equals(found.getData(), original.getData()))
                .isPresent()) {
            return there.get();
        }
        there.ifPresent(found -> writer.delete(found, Optional.empty()));
        ControllerRevision copy = new ControllerRevisionBuilder(original)
                .withNewMetadata()
                .withName(to)
                .withNamespace(namespace)
                .withLabels(original.getMetadata().getLabels())
                .withOwnerReferences(owners)
                .endMetadata()
                .build();
        writer.createIfAbsent(copy);
        return copy;
    }

    private Optional<ControllerRevision> find(String namespace, String name) {
        return Optional.ofNullable(client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    private static String replaced(String name, String from, String to) {
        int at = name.indexOf(from);
        return at < 0 ? name : name.substring(0, at) + to + name.substring(at + from.length());
    }
}
