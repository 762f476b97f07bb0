package dev.slipway.standalone.apiserver.request;

/** Decides whether a caller may do what a request asks. */
@FunctionalInterface
public interface Authorizer {
    Decision authorize(Attributes attributes);

    /** The answer to a question for a right. */
    sealed interface Decision {
        /** @param reason e.g. {@code RBAC: allowed by ClusterRoleBinding "admins"} */
        record Allowed(String reason) implements Decision {}

        /** @param reason may be empty */
        record Denied(String reason) implements Decision {}
    }
}
