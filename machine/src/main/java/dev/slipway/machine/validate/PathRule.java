package dev.slipway.machine.validate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A path inside an image: absolute, to a file, with nothing relative in it. */
final class PathRule {
    private PathRule() {}

    static List<Cause> of(String path, FieldPath field) {
        if (path.equals("/")) {
            return List.of(field.invalid(field + " is /, the root. Name a file, e.g. /disk/disk.qcow2."));
        }
        String given = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return given.equals(plain(path)) && given.indexOf('\0') < 0
                ? List.of()
                : List.of(field.invalid(field + " '" + path.replaceAll("\\p{Cntrl}", "?")
                        + "' must be an absolute path without '.' and '..', e.g. /disk/disk.qcow2."));
    }

    /** Returns the shortest path from the root to the same file. */
    private static String plain(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
