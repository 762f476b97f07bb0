package dev.slipway.api.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class ClientSerializationTest {
    private static final String MACHINE = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata:
              name: web
              futureField: kept
              managedFields: [{manager: kubectl, operation: Update, fieldsType: FieldsV1, fieldsV1: {"f:spec": {}}}]
            spec: {runStrategy: Halted}
            """;

    private final KubernetesSerialization serialization = ClientSerialization.withoutManagedFields();

    @Test
    void managed_fields_are_left_out_and_all_else_is_kept() {
        VirtualMachine machine = serialization.unmarshal(MACHINE, VirtualMachine.class);

        assertThat(machine.getMetadata().getManagedFields()).isEmpty();
        assertThat(machine.getMetadata().getAdditionalProperties()).containsOnlyKeys("futureField");
        assertThat(serialization.asJson(machine))
                .contains("\"futureField\":\"kept\"", "\"runStrategy\":\"Halted\"")
                .doesNotContain("managedFields");
    }
}
