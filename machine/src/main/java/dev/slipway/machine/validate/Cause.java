package dev.slipway.machine.validate;

/**
 * One problem of a refused write, as in {@code metav1.StatusCause}.
 *
 * @param type machine-readable kind, e.g. {@code FieldValueInvalid}
 * @param field path of the field, e.g. {@code spec.template.spec.domain.devices.disks[0].name}; may be empty
 * @param message what is wrong, what it means, what to do
 */
public record Cause(String type, String field, String message) {}
