package dev.slipway.standalone.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.resource.ResourceType;

/** A resource that answers a create and stores nothing, e.g. {@code selfsubjectaccessreviews}. */
public interface VirtualResource {
    /** Returns what discovery says; its only verb is {@code create}. */
    ResourceType type();

    /**
     * Answers one create.
     *
     * @param body the posted object, may be changed and returned
     * @param namespace of the path, empty for cluster scope
     * @param name of the path if it is a subresource ({@code serviceaccounts/x/token}), else empty
     */
    ObjectNode create(ObjectNode body, Caller caller, String namespace, String name);
}
