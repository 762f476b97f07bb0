package dev.slipway.machine.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether a template makes a machine, as far as that can be tried without the values that only its users know.
 *
 * @param problems why it makes none; empty if it makes one, or cannot be tried
 * @param warnings what is odd about it, and why it was not tried
 */
public record TemplateTrial(List<TemplateProblem> problems, List<String> warnings) {
    public TemplateTrial {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Tries a VirtualMachineTemplate. */
    public static TemplateTrial of(JsonNode template) {
        List<String> open = new ArrayList<>();
        for (JsonNode parameter : template.at("/spec/parameters")) {
            if (parameter.path("required").asBoolean()
                    && parameter.path("value").asText("").isEmpty()
                    && parameter.path("generate").asText("").isEmpty()) {
                open.add("processing validation skipped: required parameter \""
                        + parameter.path("name").asText("") + "\" has neither value nor generator");
            }
        }
        // What is made up is thrown away, so any choice will do.
        return switch (ProcessedTemplate.of(template, Map.of(), bound -> bound - 1)) {
            case ProcessedTemplate.Machine machine -> new TemplateTrial(List.of(), machine.warnings());
            case ProcessedTemplate.NoSuchParameter missing ->
                new TemplateTrial(
                        List.of(TemplateProblem.invalid("spec.parameters", "", missing.sentence())), List.of());
            case ProcessedTemplate.Unusable unusable -> {
                List<TemplateProblem> problems = unusable.problems().stream()
                        .filter(problem -> open.isEmpty() || problem.field().equals("spec.virtualMachine"))
                        .toList();
                yield new TemplateTrial(problems, problems.isEmpty() ? open : List.of());
            }
        };
    }
}
