package dev.slipway.machine.validate;

import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for {@code dataVolumeTemplates}. Source: KubeVirt v1.9.0, {@code data-volume-template.go}. */
public final class DataVolumeTemplateRules {
    private DataVolumeTemplateRules() {}

    /** Each template is told its first problem only, in fields that KubeVirt names in the singular. */
    static List<Cause> of(VirtualMachineSpec spec, FieldPath path) {
        List<DataVolumeTemplateSpec> templates = Given.list(spec.dataVolumeTemplates());
        List<Volume> volumes = Given.list(
                Objects.requireNonNull(Objects.requireNonNull(spec.template()).spec())
                        .volumes());
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < templates.size(); i++) {
            FieldPath field = path.child("dataVolumeTemplate").index(i);
            String name = name(templates.get(i));
            content(templates.get(i).spec(), name, field)
                    .or(() -> unused(name, volumes, field))
                    .ifPresent(causes::add);
        }
        return causes;
    }

    /** Returns what is wrong with the namespaces of templates. */
    public static List<Cause> namespaces(VirtualMachineSpec spec, String namespace) {
        List<DataVolumeTemplateSpec> templates = Given.list(spec.dataVolumeTemplates());
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < templates.size(); i++) {
            ObjectMeta metadata = templates.get(i).metadata();
            String own = metadata == null ? "" : Given.text(metadata.getNamespace());
            if (!own.isEmpty() && !own.equals(namespace)) {
                causes.add(new FieldPath("spec.dataVolumeTemplates")
                        .index(i)
                        .invalid("DataVolume " + name(templates.get(i)) + " is for namespace " + own
                                + ", but the machine is in " + namespace + ". Remove metadata.namespace."));
            }
        }
        return causes;
    }

    private static String name(DataVolumeTemplateSpec template) {
        return template.metadata() == null ? "" : Given.text(template.metadata().getName());
    }

    private static Optional<Cause> content(@Nullable DataVolumeSpec spec, String name, FieldPath field) {
        if (name.isEmpty()) {
            return Optional.of(field.child("name").required("A dataVolumeTemplate has no metadata.name. Give it one."));
        }
        if (spec == null || (spec.pvc() == null) == (spec.storage() == null)) {
            boolean none = spec == null || spec.pvc() == null;
            return Optional.of(field.child("PVC", "Storage")
                    .invalid("DataVolume " + name
                            + (none
                                    ? " has no size. Set storage.resources.requests.storage."
                                    : " has both pvc and storage. Keep storage.")));
        }
        boolean external = spec.pvc() != null
                ? spec.pvc().dataSource() != null || spec.pvc().dataSourceRef() != null
                : spec.storage() != null
                        && (spec.storage().dataSource() != null
                                || spec.storage().dataSourceRef() != null);
        boolean own = spec.source() != null || spec.sourceRef() != null;
        if (external && own) {
            return Optional.of(field.child("source")
                    .invalid("DataVolume " + name + " is filled by its dataSource and by source. Keep one of them."));
        }
        if (!external && !own) {
            return Optional.of(field.child("source", "sourceRef")
                    .invalid("DataVolume " + name + " has no source. Set one, e.g. blank: {}."));
        }
        return spec.source() == null ? Optional.empty() : source(spec.source(), name, field.child("source"));
    }

    private static Optional<Cause> source(DataVolumeSource source, String name, FieldPath field) {
        long sources = Stream.of(
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
        return sources == 1
                ? Optional.empty()
                : Optional.of(field.invalid("DataVolume " + name + " has " + (sources == 0 ? "no" : "several")
                        + " sources. Keep exactly one, e.g. blank: {}."));
    }

    private static Optional<Cause> unused(String name, List<Volume> volumes, FieldPath field) {
        boolean used = volumes.stream()
                .anyMatch(volume -> volume.dataVolume() != null
                                && name.equals(volume.dataVolume().name())
                        || volume.persistentVolumeClaim() != null
                                && name.equals(volume.persistentVolumeClaim().claimName()));
        return used
                ? Optional.empty()
                : Optional.of(field.required("DataVolume " + name
                        + " is used by no volume of the machine. Add a volume with dataVolume.name: " + name + "."));
    }
}
