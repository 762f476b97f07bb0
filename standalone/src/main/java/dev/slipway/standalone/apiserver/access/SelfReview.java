package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;

/** Tells the caller who it is. */
final class SelfReview implements VirtualResource {
    @Override
    public ResourceType type() {
        return ReviewType.cluster(ReviewType.AUTHENTICATION, "SelfSubjectReview");
    }

    @Override
    public ObjectNode create(ObjectNode body, Caller caller, String namespace, String name) {
        body.putObject("status").set("userInfo", UserInfo.of(caller));
        return body;
    }
}
