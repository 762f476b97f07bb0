package dev.slipway.machine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.Input;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FreshInstanceTest {
    @Test
    void the_instance_has_the_name_and_what_the_template_says() {
        VirtualMachineInstance instance = FreshInstance.of(machine("1Gi", "zone-a"), false);

        assertThat(instance.getMetadata().getName()).isEqualTo("web");
        assertThat(instance.getMetadata().getNamespace()).isEqualTo("shop");
        assertThat(instance.getMetadata().getLabels()).containsEntry("app", "web");
        assertThat(instance.getMetadata().getAnnotations()).containsEntry("kubevirt.io/vm-generation", "7");
        assertThat(instance.getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo("vm-uid");
        assertThat(instance.getSpec().startStrategy()).isNull();
        assertThat(instance.getStatus().virtualMachineRevisionName()).isEqualTo("revision-start-vm-vm-uid-7");
    }

    @Test
    void a_paused_start_says_so() {
        assertThat(FreshInstance.of(machine("1Gi", "zone-a"), true).getSpec().startStrategy())
                .isEqualTo("Paused");
    }

    @Test
    void a_machine_that_asks_for_a_pointer_and_names_none_gets_one() {
        assertThat(inputs("{autoattachInputDevice: true}")).containsExactly("default-0");
        assertThat(inputs("{autoattachInputDevice: true, inputs: [{name: mine}]}"))
                .containsExactly("mine");
        assertThat(inputs("{autoattachInputDevice: false}")).isEmpty();
    }

    private static List<String> inputs(String devices) {
        VirtualMachine machine = Serialization.unmarshal("""
            metadata: {name: web, namespace: shop, uid: vm-uid, generation: 1}
            spec: {template: {spec: {domain: {devices: %s}}}}
            """.formatted(devices), VirtualMachine.class);
        return Optional.ofNullable(FreshInstance.of(machine, false).getSpec().domain())
                .map(DomainSpec::devices)
                .map(Devices::inputs)
                .orElse(List.of())
                .stream()
                .map(Input::name)
                .toList();
    }

    @Test
    void a_firmware_without_identity_gets_one_that_follows_from_the_name() {
        VirtualMachineInstance instance = FreshInstance.of(machine("1Gi", "zone-a"), false);
        String uuid = Optional.ofNullable(instance.getSpec().domain())
                .map(DomainSpec::firmware)
                .map(Firmware::uuid)
                .orElseThrow();
        assertThat(uuid).isEqualTo(FreshInstance.nameBased("web").toString());
        assertThat(UUID.fromString(uuid).version()).isEqualTo(5);
        // uuid5(6a1a24a1-4061-4607-8bf4-a3963d0c5895, "testvm"), as every implementation of RFC 9562 computes it
        assertThat(FreshInstance.nameBased("testvm").toString()).isEqualTo("5a9fc181-957e-5c32-9e5a-2de5e9673531");
    }

    private static VirtualMachine machine(String memory, String zone) {
        return Serialization.unmarshal("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: web, namespace: shop, uid: vm-uid, generation: 7}
            spec:
              runStrategy: Always
              template:
                metadata: {labels: {app: web}}
                spec:
                  nodeSelector: {zone: %s}
                  domain:
                    devices: {}
                    cpu: {cores: 1}
                    memory: {guest: %s}
            """.formatted(zone, memory), VirtualMachine.class);
    }
}
