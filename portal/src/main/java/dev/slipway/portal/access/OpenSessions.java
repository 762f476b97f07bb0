package dev.slipway.portal.access;

import jakarta.inject.Singleton;

/** Tells long-lived answers whether the session they belong to goes on. */
@Singleton
public class OpenSessions {
    private final Sessions sessions;

    OpenSessions(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Returns whether a session goes on; asking does not count as a request of it. */
    public boolean goesOn(String session) {
        return sessions.goesOn(session);
    }
}
