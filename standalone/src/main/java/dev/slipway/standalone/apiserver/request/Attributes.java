package dev.slipway.standalone.apiserver.request;

/**
 * What a request wants, as authorization sees it.
 *
 * @param caller who asks
 * @param verb {@code get}, {@code list}, {@code watch}, {@code create}, {@code update}, {@code patch}, {@code delete},
 *     {@code deletecollection}, or the lower-case HTTP method if it is not about a resource
 * @param target what it is about
 */
public record Attributes(Caller caller, String verb, Target target) {

    /** A resource, or a path that is none. */
    public sealed interface Target {
        /**
         * An object or a collection.
         *
         * @param group {@code ""} for core
         * @param version e.g. {@code v1}
         * @param resource plural
         * @param subresource may be empty
         * @param namespace empty for cluster scope or all namespaces
         * @param name empty for collections
         */
        record Resource(
                String group, String version, String resource, String subresource, String namespace, String name)
                implements Target {}

        /** @param path e.g. {@code /version} */
        record Path(String path) implements Target {}
    }
}
