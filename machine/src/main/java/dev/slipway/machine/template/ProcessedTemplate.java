package dev.slipway.machine.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.types.TypeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** What comes of a template and the values that somebody chose. Source: virt-template v0.2.0, {@code template}. */
public sealed interface ProcessedTemplate {
    /**
     * A machine, which is not stored yet.
     *
     * @param machine the VirtualMachine
     * @param message what the template tells who uses it; empty if nothing
     * @param warnings what is odd about the template
     */
    record Machine(ObjectNode machine, String message, List<String> warnings) implements ProcessedTemplate {}

    /**
     * The template has no such parameter.
     *
     * @param sentence says so
     */
    record NoSuchParameter(String sentence) implements ProcessedTemplate {}

    /**
     * The template, or a value, is wrong.
     *
     * @param problems all that is known to be wrong
     */
    record Unusable(List<TemplateProblem> problems) implements ProcessedTemplate {}

    /**
     * Processes a VirtualMachineTemplate.
     *
     * @param chosen values by name of parameter
     * @param random returns a number from 0 to below its argument
     */
    static ProcessedTemplate of(JsonNode template, Map<String, String> chosen, IntUnaryOperator random) {
        JsonNode parameters = template.at("/spec/parameters");
        for (String name : chosen.keySet()) {
            if (index(parameters, name) < 0) {
                return new NoSuchParameter("parameter " + name + " not found in template");
            }
        }
        if (!(template.at("/spec/virtualMachine") instanceof ObjectNode machine) || machine.isEmpty()) {
            return unusable(TemplateProblem.invalid(
                    "spec.virtualMachine", "", "virtualMachine is required and cannot be empty"));
        }
        String message = template.at("/spec/message").asText("");
        Set<String> named = ParameterReferences.names();
        ParameterReferences.collect(machine, named);
        ParameterReferences.collect(message, named);
        List<TemplateProblem> undefined = named.stream()
                .filter(name -> index(parameters, name) < 0)
                .map(name ->
                        TemplateProblem.invalid("spec.virtualMachine", name, "references undefined parameter " + name))
                .toList();
        if (!undefined.isEmpty()) {
            return new Unusable(undefined);
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<TemplateProblem> problems = values(parameters, chosen, random, values);
        return problems.isEmpty()
                ? filled(machine, message, values, unused(parameters, named))
                : new Unusable(problems);
    }

    private static ProcessedTemplate filled(
            ObjectNode machine, String message, Map<String, String> values, List<String> warnings) {
        ObjectNode own = machine.deepCopy();
        String namespace = own.at("/metadata/namespace").asText("");
        if (own.get("metadata") instanceof ObjectNode metadata && !ParameterReferences.isIn(namespace)) {
            // Where it is made says who makes it.
            metadata.remove("namespace");
        }
        ObjectNode filled;
        try {
            filled = (ObjectNode) ParameterReferences.filled(own, values);
        } catch (IllegalArgumentException e) {
            return unusable(
                    TemplateProblem.invalid("spec.parameters", "", "error processing template: " + e.getMessage()));
        }
        filled.put("apiVersion", "kubevirt.io/v1").put("kind", "VirtualMachine");
        TypeCheck.Findings found = TypeCheck.of("VirtualMachineSpec", filled.path("spec"), "spec");
        List<String> wrong = new ArrayList<>(found.schema());
        wrong.addAll(found.values());
        return wrong.isEmpty()
                ? new Machine(filled, ParameterReferences.text(message, values), warnings)
                : unusable(TemplateProblem.invalid(
                        "spec.virtualMachine",
                        filled.at("/metadata/name").asText(""),
                        "failed to convert unstructured object to VirtualMachine: " + String.join("; ", wrong)));
    }

    private static List<TemplateProblem> values(
            JsonNode parameters, Map<String, String> chosen, IntUnaryOperator random, Map<String, String> values) {
        List<TemplateProblem> problems = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            JsonNode parameter = parameters.get(i);
            String path = "spec.parameters[" + i + "]";
            String name = parameter.path("name").asText("");
            if (name.isEmpty()) {
                problems.add(TemplateProblem.invalid(path + ".name", name, "parameter name is empty"));
            } else if (values.containsKey(name)) {
                problems.add(TemplateProblem.duplicate(path + ".name", name));
            } else {
                String value = chosen.getOrDefault(name, parameter.path("value").asText(""));
                values.put(name, value);
                if (value.isEmpty()) {
                    generate(parameter, path, random, values, problems);
                }
            }
        }
        return problems;
    }

    private static void generate(
            JsonNode parameter,
            String path,
            IntUnaryOperator random,
            Map<String, String> values,
            List<TemplateProblem> problems) {
        String name = parameter.path("name").asText();
        String generator = parameter.path("generate").asText("");
        String from = parameter.path("from").asText("");
        if (generator.isEmpty()) {
            if (parameter.path("required").asBoolean()) {
                problems.add(TemplateProblem.required(
                        path + ".value", "parameter '" + name + "' is required and a value must be specified"));
            }
        } else if (!generator.equals("expression")) {
            problems.add(TemplateProblem.invalid(
                    path + ".generate",
                    generator,
                    "unknown generator name '" + generator + "' for parameter '" + name + "'"));
        } else if (from.isEmpty()) {
            problems.add(TemplateProblem.invalid(
                    path + ".from",
                    from,
                    "from cannot be empty for parameter '" + name + "' using generator '" + generator + "'"));
        } else {
            try {
                values.put(name, GeneratedValue.of(from, random));
            } catch (IllegalArgumentException e) {
                problems.add(TemplateProblem.invalid(path + ".from", from, String.valueOf(e.getMessage())));
            }
        }
    }

    private static List<String> unused(JsonNode parameters, Set<String> named) {
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            String name = parameters.get(i).path("name").asText("");
            if (!named.contains(name)) {
                warnings.add("spec.parameters[" + i + "].name: " + name + " is defined but never referenced");
            }
        }
        return warnings;
    }

    private static int index(JsonNode parameters, String name) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).path("name").asText("").equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Unusable unusable(TemplateProblem problem) {
        return new Unusable(List.of(problem));
    }
}
