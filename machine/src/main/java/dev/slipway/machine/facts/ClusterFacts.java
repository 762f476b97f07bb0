package dev.slipway.machine.facts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import java.util.List;
import java.util.Optional;

/** What a decision about a write must know of the cluster; read before the decision, or on demand from a cache. */
public interface ClusterFacts {
    /** Returns {@code spec.configuration} of the KubeVirt resource, or an empty one. */
    KubeVirtConfiguration configuration();

    /** Returns the architecture of nodes for virtual machines that name none, e.g. {@code amd64}. */
    String defaultArchitecture();

    /** Returns a stored object by group, plural, namespace (empty if cluster-scoped) and name. */
    Optional<JsonNode> find(String group, String resource, String namespace, String name);

    /** Returns the stored objects of a kind in a namespace (empty: of the whole cluster). */
    List<JsonNode> list(String group, String resource, String namespace);

    /**
     * Returns whether a user may clone disks, or snapshots of disks, of a namespace into others; see {@link CloneRight}.
     *
     * @param snapshot whether it is a snapshot
     */
    default boolean mayClone(String user, List<String> groups, String namespace, boolean snapshot) {
        return CloneRight.isHeld(namespace, snapshot, creation -> mayCreate(user, groups, creation));
    }

    /** Returns whether a user may create something. */
    boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation);

    /** Returns a fresh random UUID as text; the only source of randomness in defaults. */
    String randomUuid();
}
