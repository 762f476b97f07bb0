package dev.slipway.machine.validate;

import dev.slipway.machine.admission.Cause;
import java.util.List;

/** A path inside an image: absolute, to a file, with nothing relative in it. */
final class PathRule {
    private PathRule() {}

    static List<Cause> of(String path, FieldPath field) {
        if (path.matches("/+")) {
            return List.of(field.invalid(field + " is " + path + ", the root. Name a file, e.g. /disk/disk.qcow2."));
        }
        boolean relative = !path.startsWith("/")
                || List.of(path.split("/")).stream().anyMatch(part -> part.equals("..") || part.equals("."));
        boolean control = path.chars().anyMatch(Character::isISOControl);
        return relative || control
                ? List.of(field.invalid(field + " '" + path.replaceAll("\\p{Cntrl}", "?")
                        + "' must be an absolute path without '.', '..' or control characters, e.g. /disk/disk.qcow2."))
                : List.of();
    }
}
