package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnknownFieldsTest {
    private static final String EDITED = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            spec:
              template:
                spec:
                  domain:
                    devices:
                      disks:
                        - name: root
                        - name: data
                          diskk: {}
            """;

    @Test
    void unknown_field_is_told_with_its_line() {
        String message =
                "VirtualMachine in version \"v1\" cannot be handled as a VirtualMachine: strict decoding error: "
                        + "unknown field \"spec.template.spec.domain.devices.disks[1].diskk\"";

        assertThat(UnknownFields.sentence(message, EDITED))
                .hasValue(
                        "A virtual machine has no field spec.template.spec.domain.devices.disks[1].diskk, which stands in line 11. "
                                + "Correct the name or take it out; nothing was changed.");
    }

    @Test
    void field_that_is_not_in_the_text_is_told_without_a_line() {
        assertThat(UnknownFields.sentence("unknown field \"spec.foo\"", EDITED))
                .hasValue(
                        "A virtual machine has no field spec.foo. Correct the name or take it out; nothing was changed.");
    }

    @Test
    void other_refusals_are_left_alone() {
        assertThat(UnknownFields.sentence("spec.running: Invalid value", EDITED))
                .isEmpty();
    }
}
