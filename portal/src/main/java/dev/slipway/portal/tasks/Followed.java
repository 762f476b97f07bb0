package dev.slipway.portal.tasks;

/** Knows when tasks about one kind of object have come to their goal. */
public interface Followed {
    /** Returns the kind under which the task log keeps the objects. */
    String kind();

    /** Looks at a running task: ends it if its goal is reached or cannot be reached any more, else says how far it is. */
    void check(Task task);
}
