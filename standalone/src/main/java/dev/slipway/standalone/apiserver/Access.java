package dev.slipway.standalone.apiserver;

import dev.slipway.standalone.apiserver.access.AccessObjects;
import dev.slipway.standalone.apiserver.request.Authenticator;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import java.util.List;

/**
 * Who may do what on a server.
 *
 * @param authenticator finds the caller
 * @param authorizer decides on each request
 * @param resources answer questions about access
 */
public record Access(Authenticator authenticator, Authorizer authorizer, List<VirtualResource> resources) {
    public Access {
        resources = List.copyOf(resources);
    }

    /** Makes the access of a server from the objects that it stores. */
    @FunctionalInterface
    public interface Factory {
        Access of(AccessObjects objects);
    }
}
