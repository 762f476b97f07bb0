package dev.slipway.portal.tasks;

import java.sql.SQLException;

/** The database of the task log does not do what it should. */
final class TaskLogFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskLogFailure(String what, SQLException cause) {
        super("The database of the task log could not " + what + ": " + cause.getMessage(), cause);
    }
}
