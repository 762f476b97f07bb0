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
 * @param print text that changes with the newest tasks
 */
public record TasksPage(Frame frame, List<Task> tasks, String older, boolean newest, String print) {}
