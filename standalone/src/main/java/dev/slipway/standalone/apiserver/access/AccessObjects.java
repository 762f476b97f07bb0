package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.util.List;
import java.util.Optional;

/** The stored objects that decide about access, read at the moment of the call. */
public interface AccessObjects {
    /** Returns one object; the namespace is empty for cluster scope. */
    Optional<ObjectNode> get(GroupResource resource, String namespace, String name);

    /** Returns all objects of a resource in all namespaces. */
    List<ObjectNode> list(GroupResource resource);

    /** Returns a number that grows whenever one of the resource's objects changes. */
    long revision(GroupResource resource);
}
