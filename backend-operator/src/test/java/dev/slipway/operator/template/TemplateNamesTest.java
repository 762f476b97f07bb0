package dev.slipway.operator.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names that clients of virt-template find what was made by; the numbers are FNV-1a's. */
class TemplateNamesTest {
    @Test
    void names_are_labels_that_begin_as_what_they_are_for() {
        assertThat(TemplateNames.stable("web", "1234")).isEqualTo("web-a3e7f2d1");
        assertThat(TemplateNames.stable("vm", "uid", "disk")).isEqualTo("vm-b8676723");
    }

    @Test
    void names_that_could_be_none_are_given_another_beginning() {
        assertThat(TemplateNames.stable("9web", "1")).isEqualTo("x-9web-d6bcf409");
        assertThat(TemplateNames.stable("Web.x", "u")).isEqualTo("obj-dad4526e");
        assertThat(TemplateNames.stable("a".repeat(70), "u")).isEqualTo("a".repeat(54) + "-a003625a");
    }
}
