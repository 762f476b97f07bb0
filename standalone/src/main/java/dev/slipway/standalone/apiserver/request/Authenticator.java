package dev.slipway.standalone.apiserver.request;

/** Finds out who sends a request. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Returns the caller, after impersonation where it is asked for and allowed. May block.
     *
     * @throws dev.slipway.standalone.apiserver.status.ProblemException 401 or 403
     */
    Caller authenticate(Credentials credentials);
}
