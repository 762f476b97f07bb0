package dev.slipway.portal.access;

import dev.slipway.portal.cluster.Identity;
import java.util.Optional;

/** A way to find out who somebody is. */
public interface SignIn {
    /** Result of a try with name and password. */
    sealed interface Result {
        /** It is this user. */
        record Known(Identity identity) implements Result {}

        /** Name or password is wrong; which of the two is not told. */
        record Wrong() implements Result {}

        /** It cannot be found out now. */
        record Unavailable(String sentence) implements Result {}
    }

    /** Finds out whether name and password belong together. Takes about the same time for a known and an unknown name. */
    Result check(String user, String password);

    /** Returns the user with the groups of now; empty if there is no such account any more. Throws nothing while the API is away: then the answer is {@code known}. */
    Optional<Identity> refresh(Identity known);
}
