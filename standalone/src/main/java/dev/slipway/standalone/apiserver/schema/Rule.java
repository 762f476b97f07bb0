package dev.slipway.standalone.apiserver.schema;

/**
 * A rule of {@code x-kubernetes-validations}.
 *
 * @param expression in CEL; true: the value is right
 * @param message what is wrong else; may be empty
 * @param messageExpression in CEL; what is wrong else; may be empty
 * @param reason of the cause, e.g. {@code FieldValueInvalid}
 * @param fieldPath field below the value that the cause is about, e.g. {@code .foo}; may be empty
 * @param optionalOldSelf whether {@code oldSelf} is an optional, so that the rule counts for new values, too
 */
record Rule(
        String expression,
        String message,
        String messageExpression,
        String reason,
        String fieldPath,
        boolean optionalOldSelf) {}
