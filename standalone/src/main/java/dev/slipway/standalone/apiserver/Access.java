package dev.slipway.standalone.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.access.AccessObjects;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.request.Authenticator;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Who may do what on a server.
 *
 * @param authenticator finds the caller
 * @param authorizer decides on each request
 * @param resources answer questions about access
 * @param guard adds to the admission of writes what must hold of objects that grant access
 * @param initialObjects are stored at the first start, without the metadata that the store gives
 */
public record Access(
        Authenticator authenticator,
        Authorizer authorizer,
        List<VirtualResource> resources,
        UnaryOperator<Admission> guard,
        List<ObjectNode> initialObjects) {
    public Access {
        resources = List.copyOf(resources);
        initialObjects = List.copyOf(initialObjects);
    }

    /** Access that no stored object decides about. */
    public Access(Authenticator authenticator, Authorizer authorizer, List<VirtualResource> resources) {
        this(authenticator, authorizer, resources, UnaryOperator.identity(), List.of());
    }

    /** Makes the access of a server from the objects that it stores. */
    @FunctionalInterface
    public interface Factory {
        Access of(AccessObjects objects);
    }
}
