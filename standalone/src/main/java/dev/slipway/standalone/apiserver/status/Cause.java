package dev.slipway.standalone.apiserver.status;

/**
 * One reason among several why an object was refused.
 *
 * @param reason a {@code metav1.CauseType}, e.g. {@code FieldValueRequired}
 * @param message one sentence without the field
 * @param field JSON path, e.g. {@code spec.domain.cpu}; may be empty
 */
public record Cause(String reason, String message, String field) {
    public static Cause required(String field, String detail) {
        return new Cause("FieldValueRequired", detailed("Required value", detail), field);
    }

    /** A value of the right type that breaks a rule; {@code shown} is the value as Go prints it with %#v or as JSON. */
    public static Cause invalid(String field, String shown, String detail) {
        return new Cause("FieldValueInvalid", detailed("Invalid value: " + shown, detail), field);
    }

    public static Cause notSupported(String field, String shown, Iterable<String> supported) {
        StringBuilder list = new StringBuilder();
        for (String value : supported) {
            list.append(list.isEmpty() ? "" : ", ").append('"').append(value).append('"');
        }
        return new Cause(
                "FieldValueNotSupported", "Unsupported value: " + shown + ": supported values: " + list, field);
    }

    public static Cause duplicate(String field, String shown) {
        return new Cause("FieldValueDuplicate", "Duplicate value: " + shown, field);
    }

    public static Cause forbidden(String field, String detail) {
        return new Cause("FieldValueForbidden", detailed("Forbidden", detail), field);
    }

    public static Cause tooLong(String field, long limit) {
        return new Cause("FieldValueTooLong", "Too long: may not be more than " + limit + " bytes", field);
    }

    public static Cause tooMany(String field, long actual, long limit) {
        return new Cause("FieldValueTooMany", "Too many: " + actual + ": must have at most " + limit + " items", field);
    }

    public static Cause wrongType(String field, String shown, String detail) {
        return new Cause("FieldValueTypeInvalid", detailed("Invalid value: " + shown, detail), field);
    }

    /** Returns the sentence that stands in the message of the whole refusal. */
    public String sentence() {
        return field.isEmpty() ? message : field + ": " + message;
    }

    private static String detailed(String what, String detail) {
        return detail.isEmpty() ? what : what + ": " + detail;
    }
}
