package dev.slipway.portal.cluster;

/**
 * A request to the Kubernetes API.
 *
 * @param method HTTP method
 * @param path path and query, from the root
 * @param contentType media type of the body; empty without body
 * @param body body; empty for none
 */
public record ApiRequest(String method, String path, String contentType, String body) {
    /** Returns a request without body. */
    public static ApiRequest get(String path) {
        return new ApiRequest("GET", path, "application/json", "");
    }

    /** Returns a PUT of JSON, as the subresources want it. */
    public static ApiRequest put(String path, String json) {
        return new ApiRequest("PUT", path, "application/json", json);
    }

    /** Returns a JSON merge patch. */
    public static ApiRequest merge(String path, String json) {
        return new ApiRequest("PATCH", path, "application/merge-patch+json", json);
    }

    /** Returns a POST of JSON. */
    public static ApiRequest post(String path, String json) {
        return new ApiRequest("POST", path, "application/json", json);
    }

    /** Returns a DELETE. */
    public static ApiRequest delete(String path, String json) {
        return new ApiRequest("DELETE", path, "application/json", json);
    }
}
