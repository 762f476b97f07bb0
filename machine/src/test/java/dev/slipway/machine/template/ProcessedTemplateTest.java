package dev.slipway.machine.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessedTemplateTest {
    private static final String MACHINE = """
            {metadata: {name: "${NAME}", namespace: elsewhere, labels: {app: "web-${NAME}"}},
             spec: {runStrategy: Halted, template: {spec: {
               domain: {cpu: {sockets: "${{SOCKETS}}"}, memory: {guest: "${MEMORY}"}, devices: {}}}}}}""";
    private static final String PARAMETERS = """
            [{name: NAME, generate: expression, from: "vm-[a-c]{4}"}, {name: SOCKETS, value: "2"},
             {name: MEMORY, required: true}]""";

    @Test
    void values_come_where_the_template_names_them_as_text_and_as_numbers() {
        ProcessedTemplate.Machine made =
                machine(template(MACHINE, PARAMETERS, "Log in to ${NAME}."), Map.of("MEMORY", "1Gi", "NAME", "db"));
        assertThat(made.machine().at("/metadata/name").asText()).isEqualTo("db");
        assertThat(made.machine().at("/metadata/labels/app").asText()).isEqualTo("web-db");
        assertThat(made.machine().at("/metadata").has("namespace")).isFalse();
        assertThat(made.machine().at("/spec/template/spec/domain/cpu/sockets").isInt())
                .isTrue();
        assertThat(made.machine().at("/spec/template/spec/domain/memory/guest").asText())
                .isEqualTo("1Gi");
        assertThat(made.machine().path("apiVersion").asText()).isEqualTo("kubevirt.io/v1");
        assertThat(made.message()).isEqualTo("Log in to db.");
        assertThat(made.warnings()).isEmpty();
    }

    @Test
    void a_value_that_nobody_chose_is_generated() {
        ProcessedTemplate.Machine made = machine(template(MACHINE, PARAMETERS, ""), Map.of("MEMORY", "1Gi"));
        assertThat(made.machine().at("/metadata/name").asText()).isEqualTo("vm-cccc");
    }

    @Test
    void a_required_value_that_is_missing_is_named() {
        assertThat(problems(template(MACHINE, PARAMETERS, ""), Map.of()))
                .containsExactly("spec.parameters[2].value: Required value: "
                        + "parameter 'MEMORY' is required and a value must be specified");
    }

    @Test
    void a_value_for_no_parameter_is_refused() {
        assertThat(process(template(MACHINE, PARAMETERS, ""), Map.of("DISK", "1Gi")))
                .isEqualTo(new ProcessedTemplate.NoSuchParameter("parameter DISK not found in template"));
    }

    @Test
    void parameters_that_are_not_defined_and_those_that_nobody_names_are_told() {
        assertThat(problems(template(MACHINE, "[]", ""), Map.of()))
                .containsExactly(
                        "spec.virtualMachine: Invalid value: \"MEMORY\": references undefined parameter MEMORY",
                        "spec.virtualMachine: Invalid value: \"NAME\": references undefined parameter NAME",
                        "spec.virtualMachine: Invalid value: \"SOCKETS\": references undefined parameter SOCKETS");
        String more = PARAMETERS.replaceFirst("]$", ", {name: SPARE}]");
        assertThat(machine(template(MACHINE, more, ""), Map.of("MEMORY", "1Gi")).warnings())
                .containsExactly("spec.parameters[3].name: SPARE is defined but never referenced");
    }

    @Test
    void a_value_of_the_wrong_type_makes_no_machine() {
        assertThat(problems(template(MACHINE, PARAMETERS, ""), Map.of("MEMORY", "1Gi", "SOCKETS", "many"))
                        .getFirst())
                .startsWith("spec.virtualMachine: Invalid value:")
                .contains("sockets");
    }

    @Test
    void expressions_generate_what_they_say_and_malformed_ones_are_refused() {
        assertThat(GeneratedValue.of("test[0-9]{1}x", _ -> 7)).isEqualTo("test7x");
        assertThat(GeneratedValue.of("0x[A-F0-9]{4}", alphabet -> alphabet - 1)).isEqualTo("0xFFFF");
        assertThat(GeneratedValue.of("[\\d]{2}-[\\w]{1}", _ -> 0)).isEqualTo("00-0");
        for (String wrong : List.of("[a-z]{0}", "[a-z]{300}", "[a-z]{x}", "[z-a]{3}")) {
            assertThat(problems(
                            template(
                                    "{metadata: {name: \"${NAME}\"}, spec: {}}",
                                    "[{name: NAME, generate: expression, from: \"" + wrong + "\"}]",
                                    ""),
                            Map.of()))
                    .as(wrong)
                    .singleElement()
                    .asString()
                    .startsWith("spec.parameters[0].from: Invalid value: \"" + wrong);
        }
    }

    private static ProcessedTemplate process(JsonNode template, Map<String, String> chosen) {
        return ProcessedTemplate.of(template, chosen, alphabet -> alphabet - 1);
    }

    private static ProcessedTemplate.Machine machine(JsonNode template, Map<String, String> chosen) {
        ProcessedTemplate result = process(template, chosen);
        assertThat(result).isInstanceOf(ProcessedTemplate.Machine.class);
        return (ProcessedTemplate.Machine) result;
    }

    private static List<String> problems(JsonNode template, Map<String, String> chosen) {
        ProcessedTemplate result = process(template, chosen);
        assertThat(result).isInstanceOf(ProcessedTemplate.Unusable.class);
        return ((ProcessedTemplate.Unusable) result)
                .problems().stream().map(TemplateProblem::sentence).toList();
    }

    private static JsonNode template(String machine, String parameters, String message) {
        return Serialization.unmarshal(
                "---\n{spec: {virtualMachine: %s, parameters: %s, message: '%s'}}"
                        .formatted(machine, parameters, message),
                JsonNode.class);
    }
}
