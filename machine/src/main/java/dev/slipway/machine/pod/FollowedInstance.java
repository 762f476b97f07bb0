package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The labels and annotations of a launcher Pod that follow its instance as long as both live. Source: KubeVirt v1.9.0,
 * {@code syncDynamicAnnotationsAndLabelsToPod}.
 */
public final class FollowedInstance {
    private static final Set<String> LABELS = Set.of(KubeVirtNames.NODE_NAME, KubeVirtNames.OUTDATED);

    private static final Set<String> DESCHEDULING =
            Set.of("descheduler.alpha.kubernetes.io/evict", "descheduler.alpha.kubernetes.io/prefer-no-eviction");

    private static final Set<String> ANNOTATIONS =
            Stream.concat(DESCHEDULING.stream(), BackupHooks.KEYS.stream()).collect(Collectors.toUnmodifiableSet());

    private FollowedInstance() {}

    /** Returns the Pod as it is to be, if it is not so already. */
    public static Optional<Pod> by(Pod pod, VirtualMachineInstance instance) {
        Map<String, String> wanted = map(instance.getMetadata().getAnnotations());
        wanted.putAll(BackupHooks.annotations(instance.getMetadata()));
        Map<String, String> labels = followed(
                map(pod.getMetadata().getLabels()), map(instance.getMetadata().getLabels()), LABELS);
        Map<String, String> annotations = followed(map(pod.getMetadata().getAnnotations()), wanted, ANNOTATIONS);
        boolean same = labels.equals(map(pod.getMetadata().getLabels()))
                && annotations.equals(map(pod.getMetadata().getAnnotations()));
        return same
                ? Optional.empty()
                : Optional.of(new PodBuilder(pod)
                        .editMetadata()
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .build());
    }

    private static Map<String, String> followed(Map<String, String> has, Map<String, String> wanted, Set<String> keys) {
        Map<String, String> all = new TreeMap<>(has);
        for (String key : keys) {
            String value = wanted.get(key);
            if (value == null) {
                all.remove(key);
            } else {
                all.put(key, value);
            }
        }
        return all;
    }

    private static Map<String, String> map(@Nullable Map<String, String> given) {
        return new TreeMap<>(Optional.ofNullable(given).orElse(Map.of()));
    }
}
