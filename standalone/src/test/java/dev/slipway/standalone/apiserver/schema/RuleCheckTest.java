package dev.slipway.standalone.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.status.Cause;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RuleCheckTest {
    private static final ObjectMapper YAML = new YAMLMapper();

    private static final String SCHEMA = """
            type: object
            properties:
              path:
                type: string
                x-kubernetes-validations:
                - {rule: "self.startsWith('/')", message: path must be absolute}
              size: {type: integer}
              least: {type: integer}
              until: {type: string, format: date-time}
              wait: {type: string, format: duration}
              a-b: {type: string}
              parts:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  properties: {name: {type: string}, size: {type: integer}}
                  x-kubernetes-validations:
                  - {rule: "self.size >= oldSelf.size", message: parts do not shrink}
            x-kubernetes-validations:
            - {rule: "!has(self.size) || !has(self.least) || self.size >= self.least", messageExpression: "'size is under ' + string(self.least)", fieldPath: .size}
            - {rule: "!has(self.until) || self.until < timestamp('2030-01-01T00:00:00Z')"}
            - {rule: "!has(self.wait) || self.wait <= duration('1h')", reason: FieldValueForbidden, message: too long}
            - {rule: "!has(self.a__dash__b) || self.a__dash__b.lowerAscii() == 'x'", message: must be x}
            - {rule: "!oldSelf.hasValue() || self.?size == oldSelf.?size.orValue(optional.none())", optionalOldSelf: true, message: size stays}
            """;

    private static List<Cause> check(String value, String old) throws IOException {
        Optional<JsonNode> before = old.isEmpty() ? Optional.empty() : Optional.of(YAML.readTree(old));
        return RuleCheck.problems(SchemaReader.read(YAML.readTree(SCHEMA)), YAML.readTree(value), before, List.of());
    }

    @Test
    void right_value_breaks_no_rule() throws IOException {
        assertThat(check("{path: /a, size: 3, least: 2, until: '2029-01-01T00:00:00Z', wait: 30m, a-b: X}", ""))
                .isEmpty();
    }

    @Test
    void broken_rule_shows_the_type_and_its_message() throws IOException {
        assertThat(check("{path: a}", ""))
                .containsExactly(Cause.invalid("path", "\"string\"", "path must be absolute"));
    }

    @Test
    void rule_says_which_field_it_is_about_and_makes_its_own_sentence() throws IOException {
        assertThat(check("{size: 1, least: 2}", ""))
                .containsExactly(Cause.invalid("size", "\"object\"", "size is under 2"));
    }

    @Test
    void times_and_durations_are_compared_as_such() throws IOException {
        assertThat(check("{until: '2031-01-01T00:00:00Z', wait: 1h1m}", ""))
                .containsExactly(
                        Cause.invalid(
                                "<nil>",
                                "\"object\"",
                                "failed rule: !has(self.until) || self.until < timestamp('2030-01-01T00:00:00Z')"),
                        Cause.forbidden("<nil>", "too long"));
    }

    @Test
    void names_that_cel_cannot_write_are_escaped() throws IOException {
        assertThat(check("{a-b: y}", "")).containsExactly(Cause.invalid("<nil>", "\"object\"", "must be x"));
    }

    @Test
    void list_items_are_compared_with_those_of_the_same_key() throws IOException {
        assertThat(check("{parts: [{name: b, size: 1}, {name: a, size: 2}]}", "{parts: [{name: a, size: 3}]}"))
                .containsExactly(Cause.invalid("parts[1]", "\"object\"", "parts do not shrink"));
    }

    @Test
    void optional_old_value_is_looked_at_if_there_is_one() throws IOException {
        assertThat(check("{size: 4}", "")).isEmpty();
        assertThat(check("{size: 4}", "{size: 3}")).containsExactly(Cause.invalid("<nil>", "\"object\"", "size stays"));
    }

    @Test
    void what_was_wrong_before_and_stays_is_not_held_against_a_change_elsewhere() throws IOException {
        assertThat(check("{path: a, size: 1}", "{path: a, size: 1, a-b: x}")).isEmpty();
    }

    @Test
    void missing_field_makes_rules_pointless() throws IOException {
        List<Cause> causes = RuleCheck.problems(
                SchemaReader.read(YAML.readTree(SCHEMA)),
                YAML.readTree("{path: a}"),
                Optional.empty(),
                List.of(Cause.required("spec.name", "")));
        assertThat(causes).extracting(Cause::field).containsExactly("<nil>");
    }

    @Test
    void rule_that_cannot_be_compiled_refuses_instead_of_letting_pass() throws IOException {
        JsonNode schema = YAML.readTree("{type: object, x-kubernetes-validations: [{rule: 'self.bogus('}]}");
        assertThat(RuleCheck.problems(SchemaReader.read(schema), YAML.readTree("{}"), Optional.empty(), List.of()))
                .singleElement()
                .satisfies(cause -> assertThat(cause.message()).contains("rule compile error"));
    }

    @Test
    void endless_rule_is_cut_off() throws IOException {
        JsonNode schema = YAML.readTree("""
                {type: object, properties: {n: {type: array, items: {type: integer}}}, x-kubernetes-validations: [
                 {rule: 'self.n.all(a, self.n.all(b, self.n.all(c, a + b + c >= 0)))'}]}""");
        StringBuilder numbers = new StringBuilder("{n: [");
        for (int i = 0; i < 200; i++) {
            numbers.append(i).append(',');
        }
        assertThat(RuleCheck.problems(
                        SchemaReader.read(schema),
                        YAML.readTree(numbers.append("0]}").toString()),
                        Optional.empty(),
                        List.of()))
                .singleElement()
                .satisfies(cause -> assertThat(cause.message()).contains("actual cost limit exceeded"));
    }
}
