package dev.slipway.machine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CloudConfigSyntaxTest {
    @Test
    void yaml_that_does_not_close_a_list_is_named_with_its_line() {
        assertThat(CloudConfigSyntax.problem("#cloud-config\nusers: [unclosed\nhostname: x\n"))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("line 3: "));
    }

    @Test
    void a_tab_for_indentation_is_wrong() {
        assertThat(CloudConfigSyntax.problem("#cloud-config\nusers:\n\t- name: x\n"))
                .isPresent();
    }

    @Test
    void cloud_config_is_right_and_so_are_scripts_and_empty_ones() {
        assertThat(CloudConfigSyntax.problem("#cloud-config\nhostname: x\n")).isEmpty();
        assertThat(CloudConfigSyntax.problem("#cloud-config\n")).isEmpty();
        assertThat(CloudConfigSyntax.problem("#!/bin/sh\necho [\n")).isEmpty();
    }

    @Test
    void a_key_that_is_there_twice_is_cloud_inits_own_business() {
        assertThat(CloudConfigSyntax.problem("#cloud-config\nhostname: x\nhostname: y\n"))
                .isEmpty();
    }
}
