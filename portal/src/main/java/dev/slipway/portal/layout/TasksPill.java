package dev.slipway.portal.layout;

import dev.slipway.portal.access.Visit;

/** Renders the running tasks for the top bar. */
public interface TasksPill {
    /** Returns the HTML of the elements {@code #tasks-pill} and {@code #tasks}. */
    Html html(Visit visit);

    /**
     * The two elements.
     *
     * @param pill the button in the top bar
     * @param popover what opens below it
     */
    record Html(String pill, String popover) {}
}
