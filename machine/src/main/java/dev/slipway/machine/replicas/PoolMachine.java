package dev.slipway.machine.replicas;

import dev.slipway.api.kubevirt.CloudInitConfigDriveSource;
import dev.slipway.api.kubevirt.CloudInitConfigDriveSourceBuilder;
import dev.slipway.api.kubevirt.CloudInitNoCloudSource;
import dev.slipway.api.kubevirt.CloudInitNoCloudSourceBuilder;
import dev.slipway.api.kubevirt.ConfigMapVolumeSourceBuilder;
import dev.slipway.api.kubevirt.DataVolumeSourceBuilder;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpecBuilder;
import dev.slipway.api.kubevirt.PersistentVolumeClaimVolumeSourceBuilder;
import dev.slipway.api.kubevirt.SecretVolumeSourceBuilder;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpecBuilder;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeBuilder;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.api.pool.VirtualMachinePool;
import dev.slipway.api.pool.VirtualMachinePoolNameGeneration;
import dev.slipway.api.pool.VirtualMachinePoolSpec;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The machines of a pool: the template, with a number where each needs something of its own. Source: KubeVirt v1.9.0, {@code pool.go}. */
public final class PoolMachine {
    /** Label of machines and instances: the pool's revision that they follow. */
    public static final String REVISION = "kubevirt.io/vm-pool-revision-name";

    private PoolMachine() {}

    /** Returns the name of a pool's machine with this number. */
    public static String name(VirtualMachinePool pool, int index) {
        return pool.getMetadata().getName() + "-" + index;
    }

    /** Returns the number in a machine's name; nothing if it ends otherwise. */
    public static OptionalInt index(String name) {
        String end = name.substring(name.lastIndexOf('-') + 1);
        return end.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(end)) : OptionalInt.empty();
    }

    /** Returns the lowest numbers whose names are free. */
    public static List<Integer> freeIndexes(VirtualMachinePool pool, Set<String> taken, int count) {
        return IntStream.iterate(0, index -> index + 1)
                .filter(index -> !taken.contains(name(pool, index)))
                .limit(count)
                .boxed()
                .toList();
    }

    /** Returns a machine to create. */
    public static VirtualMachine of(VirtualMachinePool pool, int index, String revision, OwnerReference owner) {
        VirtualMachine machine = new VirtualMachine();
        machine.setMetadata(new ObjectMetaBuilder()
                .withName(name(pool, index))
                .withNamespace(pool.getMetadata().getNamespace())
                .withLabels(labels(pool, revision))
                .withAnnotations(annotations(pool))
                .withFinalizers(KubeVirtNames.POOL_FINALIZER)
                .withOwnerReferences(owner)
                .build());
        machine.setSpec(spec(pool.getSpec(), index, revision));
        return machine;
    }

    /** Returns a machine as the pool's present template asks for; by its firmware the guest still knows itself. */
    public static VirtualMachine updated(VirtualMachinePool pool, VirtualMachine before, int index, String revision) {
        VirtualMachine machine = new VirtualMachine();
        machine.setMetadata(new ObjectMetaBuilder(before.getMetadata())
                .withLabels(labels(pool, revision))
                .withAnnotations(annotations(pool))
                .build());
        machine.setSpec(FirmwareIdentity.carried(before.getSpec(), spec(pool.getSpec(), index, revision)));
        machine.setStatus(before.getStatus());
        return machine;
    }

    /** Returns the labels of the template, which are those of each machine. */
    public static Map<String, String> templateLabels(VirtualMachinePool pool) {
        return meta(pool).map(ObjectMeta::getLabels).orElse(Map.of());
    }

    private static Map<String, String> labels(VirtualMachinePool pool, String revision) {
        return marked(templateLabels(pool), revision);
    }

    /** What the pool's writer was allowed to clone from holds for its machines, whatever the template says of it. */
    private static Map<String, String> annotations(VirtualMachinePool pool) {
        Map<String, String> annotations =
                new TreeMap<>(meta(pool).map(ObjectMeta::getAnnotations).orElse(Map.of()));
        annotations.remove(SlipwayNames.CLONE_SOURCES);
        Optional.ofNullable(Given.map(pool.getMetadata().getAnnotations()).get(SlipwayNames.CLONE_SOURCES))
                .ifPresent(allowed -> annotations.put(SlipwayNames.CLONE_SOURCES, allowed));
        return annotations;
    }

    private static Optional<ObjectMeta> meta(VirtualMachinePool pool) {
        return Optional.ofNullable(pool.getSpec().virtualMachineTemplate())
                .flatMap(template -> Optional.ofNullable(template.metadata()));
    }

    private static Map<String, String> marked(Map<String, String> labels, String revision) {
        Map<String, String> marked = new TreeMap<>(labels);
        marked.put(REVISION, revision);
        return marked;
    }

    private static VirtualMachineSpec spec(VirtualMachinePoolSpec pool, int index, String revision) {
        VirtualMachineSpec given = Optional.ofNullable(pool.virtualMachineTemplate())
                .flatMap(template -> Optional.ofNullable(template.spec()))
                .orElseGet(() -> VirtualMachineSpecBuilder.builder().build());
        List<DataVolumeTemplateSpec> disks = Given.list(given.dataVolumeTemplates());
        Numbering numbering = new Numbering(
                "-" + index,
                disks.stream()
                        .flatMap(disk -> Optional.ofNullable(disk.metadata()).stream())
                        .map(meta -> Given.text(meta.getName()))
                        .collect(Collectors.toSet()),
                Optional.ofNullable(pool.nameGeneration()));
        return VirtualMachineSpecBuilder.builder(given)
                .dataVolumeTemplates(
                        given.dataVolumeTemplates() == null
                                ? null
                                : disks.stream().map(numbering::disk).toList())
                .template(template(given.template(), numbering, revision))
                .build();
    }

    private static VirtualMachineInstanceTemplateSpec template(
            @Nullable VirtualMachineInstanceTemplateSpec given, Numbering numbering, String revision) {
        VirtualMachineInstanceTemplateSpecBuilder template = given == null
                ? VirtualMachineInstanceTemplateSpecBuilder.builder()
                : VirtualMachineInstanceTemplateSpecBuilder.builder(given);
        ObjectMeta meta = Optional.ofNullable(template.metadata()).orElseGet(ObjectMeta::new);
        template.metadata(new ObjectMetaBuilder(meta)
                .withLabels(marked(Given.map(meta.getLabels()), revision))
                .build());
        Optional.ofNullable(template.spec())
                .filter(spec -> spec.volumes() != null)
                .map(spec -> numbered(spec, numbering))
                .ifPresent(template::spec);
        return template.build();
    }

    private static VirtualMachineInstanceSpec numbered(VirtualMachineInstanceSpec spec, Numbering numbering) {
        return VirtualMachineInstanceSpecBuilder.builder(spec)
                .volumes(Given.list(spec.volumes()).stream()
                        .map(numbering::volume)
                        .toList())
                .build();
    }

    /**
     * Which names get a number.
     *
     * @param suffix what is appended
     * @param disks names of the disks that each machine brings along
     * @param choices whether references to Secrets and ConfigMaps get it, too
     */
    private record Numbering(String suffix, Set<String> disks, Optional<VirtualMachinePoolNameGeneration> choices) {

        DataVolumeTemplateSpec disk(DataVolumeTemplateSpec disk) {
            ObjectMeta meta = Optional.ofNullable(disk.metadata()).orElseGet(ObjectMeta::new);
            return DataVolumeTemplateSpecBuilder.builder(disk)
                    .metadata(new ObjectMetaBuilder(meta)
                            .withName(meta.getName() + suffix)
                            .build())
                    .build();
        }

        Volume volume(Volume given) {
            VolumeBuilder volume = VolumeBuilder.builder(given);
            Optional.ofNullable(given.persistentVolumeClaim())
                    .map(claim -> PersistentVolumeClaimVolumeSourceBuilder.builder(claim)
                            .claimName(ofDisk(claim.claimName()))
                            .build())
                    .ifPresent(volume::persistentVolumeClaim);
            Optional.ofNullable(given.dataVolume())
                    .map(disk -> DataVolumeSourceBuilder.builder(disk)
                            .name(ofDisk(disk.name()))
                            .build())
                    .ifPresent(volume::dataVolume);
            if (choices.filter(chosen -> Given.isTrue(chosen.appendIndexToConfigMapRefs()))
                    .isPresent()) {
                Optional.ofNullable(given.configMap())
                        .map(map -> ConfigMapVolumeSourceBuilder.builder(map)
                                .name(map.name() + suffix)
                                .build())
                        .ifPresent(volume::configMap);
            }
            if (choices.filter(chosen -> Given.isTrue(chosen.appendIndexToSecretRefs()))
                    .isPresent()) {
                secrets(given, volume);
            }
            return volume.build();
        }

        private void secrets(Volume given, VolumeBuilder volume) {
            Optional.ofNullable(given.secret())
                    .map(secret -> SecretVolumeSourceBuilder.builder(secret)
                            .secretName(secret.secretName() + suffix)
                            .build())
                    .ifPresent(volume::secret);
            Optional.ofNullable(given.cloudInitNoCloud()).map(this::noCloud).ifPresent(volume::cloudInitNoCloud);
            Optional.ofNullable(given.cloudInitConfigDrive())
                    .map(this::configDrive)
                    .ifPresent(volume::cloudInitConfigDrive);
        }

        private CloudInitNoCloudSource noCloud(CloudInitNoCloudSource source) {
            return CloudInitNoCloudSourceBuilder.builder(source)
                    .secretRef(numbered(source.secretRef()))
                    .networkDataSecretRef(numbered(source.networkDataSecretRef()))
                    .build();
        }

        private CloudInitConfigDriveSource configDrive(CloudInitConfigDriveSource source) {
            return CloudInitConfigDriveSourceBuilder.builder(source)
                    .secretRef(numbered(source.secretRef()))
                    .networkDataSecretRef(numbered(source.networkDataSecretRef()))
                    .build();
        }

        private @Nullable LocalObjectReference numbered(@Nullable LocalObjectReference reference) {
            return reference == null ? null : new LocalObjectReference(reference.getName() + suffix);
        }

        private @Nullable String ofDisk(@Nullable String name) {
            return name != null && disks.contains(name) ? name + suffix : name;
        }
    }
}
