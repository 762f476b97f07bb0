package dev.slipway.machine.validate;

/**
 * Where in an object a value stands, e.g. {@code spec.domain.devices.disks[0].name}.
 *
 * @param text the path as clients know it
 */
record FieldPath(String text) {
    FieldPath child(String... names) {
        String joined = String.join(".", names);
        return new FieldPath(text.isEmpty() ? joined : text + "." + joined);
    }

    FieldPath index(int index) {
        return new FieldPath(text + "[" + index + "]");
    }

    /** A value that cannot be. */
    Cause invalid(String sentence) {
        return new Cause("FieldValueInvalid", text, sentence);
    }

    /** A value that is missing. */
    Cause required(String sentence) {
        return new Cause("FieldValueRequired", text, sentence);
    }

    /** A value that is none of the known ones. */
    Cause notSupported(String sentence) {
        return new Cause("FieldValueNotSupported", text, sentence);
    }

    /** A value that is there twice. */
    Cause duplicate(String sentence) {
        return new Cause("FieldValueDuplicate", text, sentence);
    }

    /** A value that names something that is not there. */
    Cause notFound(String sentence) {
        return new Cause("FieldValueNotFound", text, sentence);
    }

    /** A value that may not be. */
    Cause forbidden(String sentence) {
        return new Cause("FieldValueForbidden", text, sentence);
    }

    @Override
    public String toString() {
        return text;
    }
}
