package dev.slipway.vncproxy.subresource;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request is about.
 *
 * @param group {@code subresources.kubevirt.io}, or {@code slipway.dev}
 * @param version {@code v1} or {@code v1alpha3}
 * @param namespace namespace of the object
 * @param resource {@code virtualmachines}, {@code virtualmachineinstances}, or {@code expand-vm-spec}
 * @param name name of the object; empty for {@code expand-vm-spec}
 * @param subresource e.g. {@code vnc/screenshot}, without port and protocol; empty for {@code expand-vm-spec}
 * @param rest segments after {@code portforward}
 */
record SubresourcePath(
        String group,
        String version,
        String namespace,
        String resource,
        String name,
        String subresource,
        List<String> rest) {
    static final String GROUP = "subresources.kubevirt.io";
    static final List<String> VERSIONS = List.of("v1", "v1alpha3");
    static final String MACHINES = "virtualmachines";
    static final String EXPAND = "expand-vm-spec";
    static final String INSTANCES = "virtualmachineinstances";

    private static final String PORT_FORWARD = "portforward";
    private static final Set<String> RESOURCES = Set.of(MACHINES, INSTANCES);

    /** Segments of {@code /apis/<group>/<version>/namespaces/<namespace>/<resource>/<name>/<subresource>}. */
    private static final int FIXED_SEGMENTS = 7;

    private static final int RESOURCE_SEGMENTS = 6;

    /** Returns what {@code path} names, without leading and trailing slash; empty if it names no subresource. */
    static Optional<SubresourcePath> parse(String path) {
        List<String> segments = List.of(path.replaceAll("^/+|/+$", "").split("/"));
        if (segments.size() < RESOURCE_SEGMENTS
                || !segments.get(0).equals("apis")
                || !segments.get(1).equals(GROUP)
                || !VERSIONS.contains(segments.get(2))
                || !segments.get(3).equals("namespaces")
                || segments.contains("")) {
            return Optional.empty();
        }
        if (segments.size() == RESOURCE_SEGMENTS && segments.get(5).equals(EXPAND)) {
            return Optional.of(new SubresourcePath(GROUP, segments.get(2), segments.get(4), EXPAND, "", "", List.of()));
        }
        return RESOURCES.contains(segments.get(5)) && segments.size() > FIXED_SEGMENTS
                ? Optional.of(ofObject(segments))
                : Optional.empty();
    }

    /** Returns KubeVirt's words about a path that names no subresource. */
    static String unknown(String path) {
        List<String> segments = List.of(path.replaceAll("^/+|/+$", "").split("/"));
        return segments.size() == RESOURCE_SEGMENTS && segments.get(3).equals("namespaces")
                ? "unknown resource type " + segments.get(5)
                : "unknown api endpoint: " + path;
    }

    private static SubresourcePath ofObject(List<String> segments) {
        List<String> tail = segments.subList(FIXED_SEGMENTS, segments.size());
        boolean ports = tail.getFirst().equals(PORT_FORWARD);
        return new SubresourcePath(
                GROUP,
                segments.get(2),
                segments.get(4),
                segments.get(5),
                segments.get(6),
                ports ? PORT_FORWARD : String.join("/", tail),
                ports ? tail.subList(1, tail.size()) : List.of());
    }

    boolean isMachine() {
        return resource.equals(MACHINES);
    }

    boolean isExpansion() {
        return resource.equals(EXPAND);
    }
}
