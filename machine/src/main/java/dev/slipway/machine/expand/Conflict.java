package dev.slipway.machine.expand;

/**
 * A field of a machine that its instance type sets as well.
 *
 * @param field path of the field
 * @param sentence what is wrong and what to do
 */
public record Conflict(String field, String sentence) {
    static Conflict at(String field) {
        return new Conflict(
                field,
                "The instance type sets " + field + " as well. Remove it from the machine, or choose another type.");
    }
}
