package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.portal.cluster.EventsByObject;
import dev.slipway.portal.tasks.Task;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that happened to a machine: a task of a user, or an event of the cluster.
 *
 * @param time when
 * @param icon icon
 * @param colour colour of the icon
 * @param words what
 * @param by who
 * @param detail more
 * @param count how often
 * @param asked whether somebody asked for it; else the cluster tells of it
 */
public record Activity(
        Instant time, String icon, String colour, String words, String by, String detail, int count, boolean asked) {

    /** Merges tasks and events, newest first. */
    public static List<Activity> of(List<Task> tasks, List<Event> events, int limit) {
        return Stream.concat(tasks.stream().map(Activity::of), events.stream().map(Activity::of))
                .sorted(Comparator.comparing(Activity::time).reversed())
                .limit(limit)
                .toList();
    }

    static Activity of(Task task) {
        return new Activity(
                task.started(),
                task.state().icon(),
                task.state().colour(),
                task.action(),
                task.actor(),
                task.sentence(),
                1,
                true);
    }

    static Activity of(Event event) {
        boolean warning = "Warning".equals(event.getType());
        String source = event.getSource() == null ? "" : text(event.getSource().getComponent());
        return new Activity(
                MachineState.time(EventsByObject.time(event)).orElse(Instant.EPOCH),
                warning ? "warning" : "info",
                warning ? "warn" : "off",
                spaced(text(event.getReason())),
                source.isEmpty() ? text(event.getReportingComponent()) : source,
                text(event.getMessage()),
                event.getCount() == null ? 1 : event.getCount(),
                false);
    }

    /** Turns a reason into words: "SuccessfulCreate" into "Successful create", "UPLOAD_CUT" into "Upload cut". */
    static String spaced(String reason) {
        String words = reason.matches("[A-Z0-9_]+")
                ? reason.charAt(0)
                        + reason.substring(1).toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                : reason.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return words.isEmpty()
                ? words
                : words.charAt(0)
                        + words.substring(1)
                                .replaceAll(" ([A-Z])(?=[a-z])", " $1")
                                .toLowerCase(java.util.Locale.ROOT);
    }
}
