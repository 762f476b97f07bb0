package dev.slipway.machine.template;

/**
 * What makes a template unusable, as a cause of a Kubernetes Status.
 *
 * @param reason {@code FieldValueInvalid}, {@code FieldValueRequired} or {@code FieldValueDuplicate}
 * @param field path in the template
 * @param message what is wrong there
 */
public record TemplateProblem(String reason, String field, String message) {
    static TemplateProblem invalid(String field, String value, String why) {
        return new TemplateProblem("FieldValueInvalid", field, "Invalid value: \"" + value + "\": " + why);
    }

    static TemplateProblem required(String field, String why) {
        return new TemplateProblem("FieldValueRequired", field, "Required value: " + why);
    }

    static TemplateProblem duplicate(String field, String value) {
        return new TemplateProblem("FieldValueDuplicate", field, "Duplicate value: \"" + value + "\"");
    }

    /** Returns the problem with its field, as a message of a Status has it. */
    public String sentence() {
        return field + ": " + message;
    }
}
