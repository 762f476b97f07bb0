package dev.slipway.standalone.apiserver.fields;

/**
 * Whom fields belong to; one entry of {@code managedFields} each.
 *
 * @param name e.g. {@code kubectl-client-side-apply}
 * @param operation how it wrote
 * @param apiVersion in which it wrote last; one applier is the same in all versions
 * @param subresource may be empty
 */
record FieldManager(String name, Operation operation, String apiVersion, String subresource) {
    /** How a manager writes. */
    enum Operation {
        APPLY("Apply"),
        UPDATE("Update");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    boolean isSameAs(FieldManager other) {
        return name.equals(other.name)
                && operation == other.operation
                && subresource.equals(other.subresource)
                && (operation == Operation.APPLY || apiVersion.equals(other.apiVersion));
    }

    /** Returns how conflicts name it. */
    String shown() {
        String version = operation == Operation.UPDATE ? " using " + apiVersion : "";
        return "\"" + name + "\"" + (subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"")
                + version;
    }
}
