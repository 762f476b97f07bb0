package dev.slipway.nodeagent.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

/** Which Pods of a node run guests. */
class FollowedPodTest {
    private static final String INSTANCE = "4f2b3a8e-0000-4000-8000-000000000001";

    @Test
    void launcher_pod_is_controlled_by_the_instance_that_its_label_names() {
        assertThat(FollowedPod.is(pod("VirtualMachineInstance", INSTANCE, true)))
                .isTrue();
    }

    @Test
    void pod_that_only_looks_like_one_is_not_followed() {
        Pod labels = new PodBuilder(pod("VirtualMachineInstance", INSTANCE, true))
                .editMetadata()
                .withOwnerReferences()
                .endMetadata()
                .build();
        assertThat(FollowedPod.is(labels)).isFalse();
        assertThat(FollowedPod.is(pod("VirtualMachineInstance", INSTANCE, false)))
                .isFalse();
        assertThat(FollowedPod.is(pod("VirtualMachineInstance", "of-another", true)))
                .isFalse();
        assertThat(FollowedPod.is(pod("ReplicaSet", INSTANCE, true))).isFalse();
    }

    private static Pod pod(String ownerKind, String ownerUid, boolean controller) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("virt-launcher-web-abcde")
                .withNamespace("shop")
                .addToLabels("kubevirt.io", "virt-launcher")
                .addToLabels("kubevirt.io/created-by", INSTANCE)
                .addNewOwnerReference()
                .withApiVersion("kubevirt.io/v1")
                .withKind(ownerKind)
                .withName("web")
                .withUid(ownerUid)
                .withController(controller)
                .endOwnerReference()
                .endMetadata()
                .build();
    }
}
