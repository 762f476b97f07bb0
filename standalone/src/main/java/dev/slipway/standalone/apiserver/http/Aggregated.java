package dev.slipway.standalone.apiserver.http;

import dev.slipway.standalone.apiserver.discovery.ApiGroup;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import io.vertx.ext.web.Router;
import java.util.List;

/**
 * An API that another part serves behind this server's authentication and authorization, or without them.
 *
 * @param prefix e.g. {@code /apis/subresources.kubevirt.io/}
 * @param groups what discovery says of it
 * @param documented kinds of which clients send objects, for the OpenAPI documents
 * @param open whether the part itself decides whom it answers: then nobody is asked who he is
 * @param router answers; finds the caller in {@code X-Remote-User}, {@code X-Remote-Group} and {@code X-Remote-Extra-*}
 */
public record Aggregated(
        String prefix, List<ApiGroup> groups, List<ResourceType> documented, boolean open, Router router) {
    public Aggregated {
        groups = List.copyOf(groups);
        documented = List.copyOf(documented);
    }

    /** An API of this server's callers. */
    public Aggregated(String prefix, List<ApiGroup> groups, List<ResourceType> documented, Router router) {
        this(prefix, groups, documented, false, router);
    }

    /** Paths, on this server's address, of a part that knows its callers itself. */
    public static Aggregated open(String prefix, Router router) {
        return new Aggregated(prefix, List.of(), List.of(), true, router);
    }
}
