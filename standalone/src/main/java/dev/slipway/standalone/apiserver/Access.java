package dev.slipway.standalone.apiserver;

import dev.slipway.standalone.apiserver.access.AccessObjects;
import dev.slipway.standalone.apiserver.admission.WriteCheck;
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
 * @param writes refuses writes that would give rights which the caller does not hold
 */
public record Access(
        Authenticator authenticator, Authorizer authorizer, List<VirtualResource> resources, WriteCheck writes) {
    public Access {
        resources = List.copyOf(resources);
    }

    /** Access without a check of what is written. */
    public Access(Authenticator authenticator, Authorizer authorizer, List<VirtualResource> resources) {
        this(authenticator, authorizer, resources, WriteCheck.NONE);
    }

    /** Makes the access of a server from the objects that it stores. */
    @FunctionalInterface
    public interface Factory {
        Access of(AccessObjects objects);
    }
}
