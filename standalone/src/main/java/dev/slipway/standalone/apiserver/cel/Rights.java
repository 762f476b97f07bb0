package dev.slipway.standalone.apiserver.cel;

/** What a caller may do, as the library {@code authorizer} asks for it. */
public interface Rights {
    Answer of(Path path, String verb);

    Answer of(Resource resource, String verb);

    /** Returns what a ServiceAccount may do. */
    Rights ofServiceAccount(String namespace, String name);

    /** A path that is no resource. */
    record Path(Rights of, String path) {}

    /** An API group. */
    record Group(Rights of, String name) {}

    /**
     * A resource.
     *
     * @param group of the API; empty for core
     * @param subresource may be empty
     * @param namespace empty for all
     * @param name empty for all
     */
    record Resource(Rights of, String group, String resource, String subresource, String namespace, String name) {}

    /** @param reason in the authorizer's words; may be empty */
    record Answer(boolean allowed, String reason) {}
}
