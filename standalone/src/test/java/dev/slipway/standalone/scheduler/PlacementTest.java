package dev.slipway.standalone.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacementTest {
    @Test
    void pod_goes_where_most_memory_is_free() {
        assertThat(Placement.of(pod("1Gi").build(), List.of(node("a", "4Gi"), node("b", "8Gi")), List.of()))
                .isEqualTo(new Placement.On("b"));
        Pod other = pod("7Gi").editSpec().withNodeName("b").endSpec().build();
        assertThat(Placement.of(pod("1Gi").build(), List.of(node("a", "4Gi"), node("b", "8Gi")), List.of(other)))
                .isEqualTo(new Placement.On("a"));
    }

    @Test
    void pod_that_asks_for_more_than_any_node_has_goes_nowhere() {
        assertThat(Placement.of(pod("16Gi").build(), List.of(node("a", "4Gi"), node("b", "8Gi")), List.of()))
                .isEqualTo(new Placement.Nowhere(
                        "0/2 nodes are available: 2 Insufficient memory. It asks for 16384 MiB of memory,"
                                + " and no node has more than 8192 MiB free: ask for less, or stop others."));
    }

    @Test
    void ended_pods_hold_nothing() {
        Pod ended = pod("4Gi")
                .editSpec()
                .withNodeName("a")
                .endSpec()
                .withNewStatus()
                .withPhase("Failed")
                .endStatus()
                .build();
        assertThat(Placement.of(pod("3Gi").build(), List.of(node("a", "4Gi")), List.of(ended)))
                .isEqualTo(new Placement.On("a"));
    }

    @Test
    void selector_and_cordon_are_honoured() {
        Pod picky = pod("1Gi")
                .editSpec()
                .withNodeSelector(Map.of("kubevirt.io/schedulable", "true"))
                .endSpec()
                .build();
        Node cordoned = new NodeBuilder(node("b", "8Gi"))
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build();
        assertThat(Placement.of(picky, List.of(node("a", "4Gi"), cordoned), List.of()))
                .isEqualTo(new Placement.Nowhere("0/2 nodes are available: 1 node(s) didn't match Pod's node"
                        + " affinity/selector, 1 node(s) were unschedulable."));
    }

    @Test
    void anti_affinity_keeps_pods_apart() {
        Pod there = pod("1Gi")
                .editMetadata()
                .withLabels(Map.of("vm", "x"))
                .endMetadata()
                .editSpec()
                .withNodeName("b")
                .endSpec()
                .build();
        Pod target = pod("1Gi")
                .editSpec()
                .withNewAffinity()
                .withNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .withMatchLabels(Map.of("vm", "x"))
                .endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .endAffinity()
                .endSpec()
                .build();
        assertThat(Placement.of(target, List.of(node("a", "4Gi"), node("b", "8Gi")), List.of(there)))
                .isEqualTo(new Placement.On("a"));
    }

    private static PodBuilder pod(String memory) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("compute")
                .withNewResources()
                .withRequests(Map.of("memory", new Quantity(memory)))
                .endResources()
                .endContainer()
                .endSpec();
    }

    private static Node node(String name, String memory) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withAllocatable(Map.of("memory", new Quantity(memory), "pods", new Quantity("110")))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }
}
