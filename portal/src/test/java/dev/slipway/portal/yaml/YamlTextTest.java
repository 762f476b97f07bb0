package dev.slipway.portal.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlTextTest {
    private static final String TEXT = """
            spec:
              running: true
              volumes:
                - name: root
                - name: data
                  size: 3
            """;

    @Test
    void line_of_a_field_is_found_through_names_and_indices() {
        assertThat(YamlText.line(TEXT, "spec")).hasValue(1);
        assertThat(YamlText.line(TEXT, "spec.running")).hasValue(2);
        assertThat(YamlText.line(TEXT, "spec.volumes[1]")).hasValue(5);
        assertThat(YamlText.line(TEXT, "spec.volumes[1].size")).hasValue(6);
    }

    @Test
    void field_that_is_not_there_has_no_line() {
        assertThat(YamlText.line(TEXT, "spec.volumes[2].size")).isEmpty();
        assertThat(YamlText.line(TEXT, "spec.nothing.at.all")).isEmpty();
        assertThat(YamlText.line(TEXT, "")).isEmpty();
        assertThat(YamlText.line("a: [", "a")).isEmpty();
    }

    @Test
    void wrong_text_is_told_with_its_line() {
        assertThat(YamlText.parse("a: 1\nb: [1, 2\n"))
                .isInstanceOfSatisfying(
                        YamlText.Parsed.Wrong.class,
                        wrong -> assertThat(wrong.sentence()).startsWith("This is not YAML in line 3"));
        assertThat(YamlText.parse("a: 1\na: 2\n"))
                .isInstanceOfSatisfying(
                        YamlText.Parsed.Wrong.class,
                        wrong -> assertThat(wrong.sentence())
                                .contains("in line 2")
                                .contains("duplicate key a"));
    }
}
