package dev.slipway.machine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.machine.hotplug.TemplateChange;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class TemplateChangeTest {
    private static final KubeVirtConfiguration LIVE =
            KubeVirtConfigurationBuilder.builder().build();
    private static final KubeVirtConfiguration STAGED =
            KubeVirtConfigurationBuilder.builder().vmRolloutStrategy("Stage").build();
    private static final String STARTED = """
        nodeSelector: {zone: a}
        domain:
          cpu: {cores: 1}
          memory: {guest: 1Gi}
          resources: {requests: {memory: 2048Mi}}
          devices: {disks: [{name: root, disk: {bus: virtio}}]}
        volumes: [{name: root, containerDisk: {image: 'os:1'}}]
        """;

    @Test
    void more_cores_need_a_restart_and_more_memory_may_come_while_the_guest_runs() {
        assertThat(needsRestart(STARTED)).isFalse();
        assertThat(needsRestart(STARTED.replace("guest: 1Gi", "guest: 2Gi"))).isFalse();
        assertThat(needsRestart(STARTED.replace("cores: 1", "cores: 2"))).isTrue();
    }

    @Test
    void amounts_are_compared_as_amounts_and_what_is_empty_is_not_there() {
        assertThat(needsRestart(STARTED.replace("2048Mi", "2Gi"))).isFalse();
        assertThat(needsRestart(STARTED.replace("2048Mi", "2148Mi"))).isTrue();
        assertThat(needsRestart(STARTED.replace("cpu: {cores: 1}", "cpu: {cores: 1, sockets: 0, features: []}")))
                .isFalse();
    }

    @Test
    void another_place_needs_no_restart_unless_changes_wait_for_one() {
        String moved = STARTED.replace("zone: a", "zone: b");
        assertThat(needsRestart(moved)).isFalse();
        assertThat(TemplateChange.needsRestart(instance(STARTED), spec(STARTED), spec(moved), STAGED))
                .isTrue();
    }

    @Test
    void an_identity_that_the_guest_has_already_is_no_change_of_its_template() {
        String named = STARTED.replace("domain:\n", "domain:\n  firmware: {uuid: u-1}\n");
        VirtualMachineInstance instance = instance(named);
        assertThat(TemplateChange.needsRestart(instance, spec(STARTED), spec(named), LIVE))
                .isFalse();
        assertThat(TemplateChange.needsRestart(instance, spec(STARTED), spec(named.replace("u-1", "u-2")), LIVE))
                .isTrue();
    }

    @Test
    void templates_are_the_same_whatever_the_form_of_their_amounts_but_not_with_other_labels() {
        assertThat(TemplateChange.isNone(template("a", "2048Mi"), template("a", "2Gi")))
                .isTrue();
        assertThat(TemplateChange.isNone(template("a", "2048Mi"), template("b", "2Gi")))
                .isFalse();
        assertThat(TemplateChange.isNone(template("a", "2048Mi"), template("a", "3Gi")))
                .isFalse();
    }

    private static boolean needsRestart(String template) {
        return TemplateChange.needsRestart(instance(STARTED), spec(STARTED), spec(template), LIVE);
    }

    private static VirtualMachineInstance instance(String spec) {
        VirtualMachineInstance instance = new VirtualMachineInstance();
        instance.setSpec(spec(spec));
        return instance;
    }

    private static VirtualMachineInstanceSpec spec(String yaml) {
        return Serialization.unmarshal(yaml, VirtualMachineInstanceSpec.class);
    }

    private static VirtualMachineInstanceTemplateSpec template(String label, String memory) {
        return Serialization.unmarshal("""
            metadata: {labels: {app: %s}}
            spec: {domain: {devices: {}, memory: {guest: %s}}}
            """.formatted(label, memory), VirtualMachineInstanceTemplateSpec.class);
    }
}
