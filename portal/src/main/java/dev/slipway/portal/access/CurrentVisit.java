package dev.slipway.portal.access;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The visit of the request that is being answered. */
@RequestScoped
public class CurrentVisit {
    private @Nullable Visit visit;

    /** Returns the visit; only resources without {@link Open} may ask. */
    public Visit get() {
        if (visit == null) {
            throw new IllegalStateException("nobody is signed in");
        }
        return visit;
    }

    void set(Visit visit) {
        this.visit = visit;
    }
}
