package dev.slipway.machine.validate;

import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.admission.Cause;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for a VirtualMachine around its template. Source: KubeVirt v1.9.0, {@code vms-admitter.go}. */
public final class MachineRules {
    private static final Set<String> STRATEGIES =
            Set.of("Always", "Halted", "Manual", "RerunOnFailure", "Once", "WaitAsReceiver");

    private MachineRules() {}

    /**
     * Returns all that is wrong with a machine.
     *
     * @param spec the spec after defaults
     * @param namespace namespace of the machine
     * @param setting what the cluster allows
     */
    public static List<Cause> of(VirtualMachineSpec spec, String namespace, RuleSetting setting) {
        FieldPath path = new FieldPath("spec");
        if (spec.template() == null || spec.template().spec() == null) {
            return List.of(
                    path.child("template").required("spec.template is missing. Add the machine's description there."));
        }
        List<Cause> causes = new ArrayList<>(InstanceRules.of(spec.template().spec(), "spec.template.spec", setting));
        causes.addAll(strategy(spec, path));
        List<DataVolumeTemplateSpec> templates = Objects.requireNonNullElse(spec.dataVolumeTemplates(), List.of());
        List<Volume> volumes = Objects.requireNonNullElse(spec.template().spec().volumes(), List.of());
        for (int i = 0; i < templates.size(); i++) {
            causes.addAll(template(templates.get(i), i, namespace, volumes, path));
        }
        return causes;
    }

    private static List<Cause> strategy(VirtualMachineSpec spec, FieldPath path) {
        String strategy = Objects.requireNonNullElse(spec.runStrategy(), "");
        if (spec.running() != null && !strategy.isEmpty()) {
            return List.of(
                    path.child("running").invalid("running and runStrategy exclude each other. Keep runStrategy."));
        }
        if (spec.running() == null && strategy.isEmpty()) {
            return List.of(path.child("running")
                    .invalid("The machine has no runStrategy. Set Always, RerunOnFailure, Manual, Once or Halted."));
        }
        return strategy.isEmpty() || STRATEGIES.contains(strategy)
                ? List.of()
                : List.of(path.child("runStrategy")
                        .invalid("runStrategy " + strategy
                                + " is not known. Use Always, RerunOnFailure, Manual, Once or Halted."));
    }

    private static List<Cause> template(
            DataVolumeTemplateSpec template, int index, String namespace, List<Volume> volumes, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        FieldPath field = path.child("dataVolumeTemplate").index(index);
        ObjectMeta metadata = Objects.requireNonNullElseGet(template.metadata(), ObjectMeta::new);
        String name = Objects.requireNonNullElse(metadata.getName(), "");
        if (name.isEmpty()) {
            causes.add(field.child("name").required("A dataVolumeTemplate has no metadata.name. Give it one."));
        }
        String own = Objects.requireNonNullElse(metadata.getNamespace(), "");
        if (!own.isEmpty() && !own.equals(namespace)) {
            causes.add(path.child("dataVolumeTemplates")
                    .index(index)
                    .invalid("DataVolume " + name + " is for namespace " + own + ", but the machine is in " + namespace
                            + ". Remove metadata.namespace."));
        }
        causes.addAll(content(template.spec(), name, field));
        boolean used = volumes.stream()
                .anyMatch(volume -> volume.dataVolume() != null
                                && name.equals(volume.dataVolume().name())
                        || volume.persistentVolumeClaim() != null
                                && name.equals(volume.persistentVolumeClaim().claimName()));
        if (!used) {
            causes.add(field.required("DataVolume " + name
                    + " is used by no volume of the machine. Add a volume with dataVolume.name: " + name + "."));
        }
        return causes;
    }

    private static List<Cause> content(@Nullable DataVolumeSpec spec, String name, FieldPath field) {
        List<Cause> causes = new ArrayList<>();
        if (spec == null || spec.pvc() == null && spec.storage() == null) {
            causes.add(field.required("DataVolume " + name + " has no size. Set storage.resources.requests.storage."));
            return causes;
        }
        if (spec.pvc() != null && spec.storage() != null) {
            causes.add(field.child("PVC", "Storage")
                    .invalid("DataVolume " + name + " has both pvc and storage. Keep storage."));
        }
        boolean external = spec.pvc() != null
                        && (spec.pvc().dataSource() != null || spec.pvc().dataSourceRef() != null)
                || spec.storage() != null
                        && (spec.storage().dataSource() != null
                                || spec.storage().dataSourceRef() != null);
        boolean own = spec.source() != null || spec.sourceRef() != null;
        if (external && own) {
            causes.add(field.child("source")
                    .invalid("DataVolume " + name + " is filled by its dataSource and by source. Keep one of them."));
        } else if (!external && !own) {
            causes.add(
                    field.child("source").invalid("DataVolume " + name + " has no source. Set one, e.g. blank: {}."));
        }
        if (spec.source() != null && sources(spec.source()) > 1) {
            causes.add(field.child("source").invalid("DataVolume " + name + " has several sources. Keep one."));
        }
        return causes;
    }

    private static long sources(DataVolumeSource source) {
        return Stream.of(
                        source.blank(),
                        source.gcs(),
                        source.http(),
                        source.imageio(),
                        source.pvc(),
                        source.registry(),
                        source.s3(),
                        source.snapshot(),
                        source.upload(),
                        source.vddk())
                .filter(Objects::nonNull)
                .count();
    }
}
