package dev.slipway.operator.population;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.LabelSelectorBuilder;
import dev.slipway.api.cdi.LabelSelectorRequirementBuilder;
import dev.slipway.api.cdi.PersistentVolumeClaimSpec;
import dev.slipway.api.cdi.PersistentVolumeClaimSpecBuilder;
import dev.slipway.api.cdi.VolumeResourceRequirementsBuilder;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.datavolume.DataVolumeNames;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The DataVolume that fills the second claim, which is like the first one but names no source. */
final class PrimeVolume {
    private PrimeVolume() {}

    static DataVolume of(PersistentVolumeClaim claim, NamedSource.Known source) {
        DataVolume volume = new DataVolume();
        volume.setMetadata(new ObjectMetaBuilder()
                .withName(PopulationNames.prime(claim))
                .withNamespace(claim.getMetadata().getNamespace())
                .withLabels(Map.of("velero.io/exclude-from-backup", "true"))
                .withAnnotations(annotations(claim, source))
                .withOwnerReferences(Owners.controlling(claim))
                .build());
        volume.setSpec(source.content().pvc(spec(claim)).build());
        return volume;
    }

    private static Map<String, String> annotations(PersistentVolumeClaim claim, NamedSource.Known source) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(PopulationNames.KIND, source.kind());
        annotations.put(PopulationNames.SOURCE, source.uid());
        // Whether somebody has to use it first is asked of the claim itself.
        annotations.put(DataVolumeNames.BIND_IMMEDIATELY, "");
        for (String passed : new String[] {PopulationNames.SELECTED_NODE, DataVolumeNames.RETAIN_POD}) {
            Optional.ofNullable(Copies.annotations(claim).get(passed))
                    .ifPresent(value -> annotations.put(passed, value));
        }
        return annotations;
    }

    private static PersistentVolumeClaimSpec spec(PersistentVolumeClaim claim) {
        var asked = claim.getSpec();
        return PersistentVolumeClaimSpecBuilder.builder()
                .accessModes(asked.getAccessModes())
                .resources(VolumeResourceRequirementsBuilder.builder()
                        .requests(
                                asked.getResources() == null
                                        ? Map.of()
                                        : asked.getResources().getRequests())
                        .build())
                .selector(selector(asked.getSelector()))
                .storageClassName(asked.getStorageClassName())
                .volumeMode(asked.getVolumeMode())
                .build();
    }

    private static dev.slipway.api.cdi.@Nullable LabelSelector selector(@Nullable LabelSelector selector) {
        if (selector == null) {
            return null;
        }
        return LabelSelectorBuilder.builder()
                .matchLabels(selector.getMatchLabels())
                .matchExpressions(selector.getMatchExpressions().stream()
                        .map(one -> LabelSelectorRequirementBuilder.builder()
                                .key(one.getKey())
                                .operator(one.getOperator())
                                .values(one.getValues())
                                .build())
                        .toList())
                .build();
    }
}
