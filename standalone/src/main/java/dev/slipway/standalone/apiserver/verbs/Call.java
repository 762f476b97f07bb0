package dev.slipway.standalone.apiserver.verbs;

import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request for a resource that is served.
 *
 * @param type the resource in the version of the path
 * @param verb as in {@link dev.slipway.standalone.apiserver.request.Attributes}
 * @param namespace empty for cluster scope or all namespaces
 * @param name empty for collections
 * @param subresource may be empty
 * @param query parameters of the URL
 * @param body may be empty
 * @param contentType without parameters, e.g. {@code application/merge-patch+json}
 * @param caller who asks
 * @param userAgent the header, may be empty
 * @param warnings filled on the way, sent as {@code Warning} headers
 */
public record Call(
        ResourceType type,
        String verb,
        String namespace,
        String name,
        String subresource,
        MultiMap query,
        Buffer body,
        String contentType,
        Caller caller,
        String userAgent,
        List<String> warnings) {

    public Call {
        warnings = new ArrayList<>(warnings);
    }

    /** Returns a query parameter, absent if it is missing or empty. */
    Optional<String> parameter(String parameter) {
        return Optional.ofNullable(query.get(parameter)).filter(value -> !value.isEmpty());
    }

    boolean flag(String parameter) {
        return parameter(parameter)
                .filter(value -> value.equals("true") || value.equals("1"))
                .isPresent();
    }

    ObjectKey key() {
        return new ObjectKey(type.storedAs(), type.namespaced() ? namespace : "", name);
    }

    void warn(String warning) {
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    /** Returns the same call with another body, for a verb that is part of this one. */
    Call withBody(byte[] json) {
        return new Call(
                type,
                verb,
                namespace,
                name,
                "",
                query,
                Buffer.buffer(json),
                "application/json",
                caller,
                userAgent,
                warnings);
    }
}
