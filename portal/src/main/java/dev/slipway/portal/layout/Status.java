package dev.slipway.portal.layout;

import java.util.OptionalDouble;

/** The state of something as lists and pages tell it, ready for {@code layout/status}. */
public interface Status {
    /** Returns the state. */
    StatusWord word();

    /** Returns the cause, or what is waited for; may be empty. */
    String reason();

    /** Returns the part done, from 0 to 1, if it is known. */
    OptionalDouble progress();
}
