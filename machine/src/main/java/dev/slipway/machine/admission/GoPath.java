package dev.slipway.machine.admission;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as Go's {@code filepath.Clean} writes them, by which KubeVirt judges some. */
final class GoPath {
    private GoPath() {}

    /** Returns the shortest path that names the same file, without looking at files. */
    static String clean(String path) {
        boolean rooted = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !(part.equals("..") && rooted)) {
                parts.add(part);
            }
        }
        String joined = String.join("/", parts);
        return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
    }
}
