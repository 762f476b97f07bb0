package dev.slipway.portal.tasks;

import dev.slipway.portal.layout.Frame;
import java.util.List;

/**
 * A page of the task log.
 *
 * @param frame frame
 * @param tasks tasks, newest first
 * @param older address of the older ones; empty if there are none
 * @param newest whether these are the newest
 * @param version number of the last change of a task when the page was made
 */
public record TasksPage(Frame frame, List<Task> tasks, String older, boolean newest, long version) {}
