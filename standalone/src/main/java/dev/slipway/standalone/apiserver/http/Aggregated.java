package dev.slipway.standalone.apiserver.http;

import dev.slipway.standalone.apiserver.discovery.ApiGroup;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import io.vertx.ext.web.Router;
import java.util.List;

/**
 * An API that another part serves behind this server's authentication and authorization.
 *
 * @param prefix e.g. {@code /apis/subresources.kubevirt.io/}
 * @param groups what discovery says of it
 * @param documented kinds of which clients send objects, for the OpenAPI documents
 * @param router answers; finds the caller in {@code X-Remote-User}, {@code X-Remote-Group} and {@code X-Remote-Extra-*}
 */
public record Aggregated(String prefix, List<ApiGroup> groups, List<ResourceType> documented, Router router) {
    public Aggregated {
        groups = List.copyOf(groups);
        documented = List.copyOf(documented);
    }
}
