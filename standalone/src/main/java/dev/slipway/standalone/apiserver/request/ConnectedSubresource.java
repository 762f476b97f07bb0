package dev.slipway.standalone.apiserver.request;

import dev.slipway.standalone.apiserver.resource.GroupResource;
import io.vertx.core.http.HttpServerRequest;

/** A subresource that another part answers itself, e.g. {@code pods/log}; authorized like any other. */
public interface ConnectedSubresource {
    GroupResource resource();

    /** Returns e.g. {@code log}. */
    String subresource();

    /** Answers a request whose body was not read yet, on its event loop. */
    void serve(HttpServerRequest request, Caller caller, String namespace, String name);
}
