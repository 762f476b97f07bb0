package dev.slipway.portal.access;

import jakarta.inject.Singleton;

/** Tells long-lived answers whether the session they belong to goes on. */
@Singleton
public class OpenSessions {
    private final Sessions sessions;

    OpenSessions(Sessions sessions) {
        this.sessions = sessions;
    }

    /** What becomes of a session. */
    public enum Course {
        GOES_ON,
        /** It goes on if the provider says so, who is asked at the next request. */
        TO_BE_RENEWED,
        OVER
    }

    /** Returns what becomes of a session; asking does not count as a request of it. */
    public Course course(String session) {
        return sessions.course(session);
    }
}
