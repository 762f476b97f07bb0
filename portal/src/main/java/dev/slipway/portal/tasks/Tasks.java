package dev.slipway.portal.tasks;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.TasksPill;
import dev.slipway.portal.live.Pulse;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The tasks: begun by actions, told about by whoever follows them, shown in the top bar, on pages and in the log. */
@Startup
@Singleton
public class Tasks implements TasksPill {
    /** Tasks on a page of the log. */
    static final int PAGE = 50;

    private static final int REMEMBERED = 200;
    private static final int IN_POPOVER = 8;
    private static final int OVERLAP = 20;
    private static final Duration NEWS = Duration.ofMinutes(15);

    private final TaskLog log;
    private final Pulse pulse;
    private final VisibleTasks sight;

    /** As fine as the database keeps times, so that they are the same in every replica. */
    private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));

    /** The newest tasks and all running ones, newest first. */
    private final Map<Long, Task> known = new ConcurrentSkipListMap<>(Comparator.reverseOrder());

    private final AtomicLong changes = new AtomicLong();

    Tasks(TaskLog log, Pulse pulse, VisibleTasks sight) {
        this.log = log;
        this.pulse = pulse;
        this.sight = sight;
        log.newest(REMEMBERED).forEach(task -> known.put(task.id(), task));
        log.running().forEach(task -> known.put(task.id(), task));
    }

    /**
     * Begins a task.
     *
     * @param action what is asked, as a word: "Start"
     * @param kind kind of the object
     * @param goal what will end it, in the words of the package that follows it; kept so that it can go on after a restart of the portal
     */
    public Task begin(Identity identity, String action, String kind, ObjectKey object, String goal) {
        return keep(log.add(Task.begun(identity.user(), action, kind, object, goal, clock.instant())));
    }

    /** Writes down something that was done at once. */
    public void wrote(Identity identity, String action, String kind, ObjectKey object, String sentence) {
        Instant now = clock.instant();
        keep(log.add(Task.begun(identity.user(), action, kind, object, "", now).ended(Task.State.DONE, sentence, now)));
    }

    /** Tells what a running task waits for. Not kept beyond the portal's life. */
    public void says(Task task, String sentence) {
        Task current = known.get(task.id());
        if (current != null
                && current.state() == Task.State.RUNNING
                && !current.sentence().equals(sentence)) {
            keep(current.says(sentence));
        }
    }

    /** Ends a task well. */
    public void done(Task task, String sentence) {
        end(task.ended(Task.State.DONE, sentence, clock.instant()));
    }

    /** Ends a task badly; the sentence says what happened, what it means and what to do. */
    public void failed(Task task, String sentence) {
        end(task.ended(Task.State.FAILED, sentence, clock.instant()));
    }

    /** Reads what others wrote into the log since. Throws {@link TaskLogFailure} if it cannot be read. */
    void learn() {
        long newest = known.keySet().stream().findFirst().orElse(0L);
        List<Long> running = known.values().stream()
                .filter(task -> task.state() == Task.State.RUNNING)
                .map(Task::id)
                .toList();
        // a number may be drawn before another and be written after it
        log.changed(newest - OVERLAP, running).stream().filter(this::isNews).forEach(this::keep);
    }

    private boolean isNews(Task read) {
        Task mine = known.get(read.id());
        return mine == null || mine.state() == Task.State.RUNNING && read.state() != Task.State.RUNNING;
    }

    /** Returns the tasks of a kind of object that have not ended, oldest first. */
    public List<Task> running(String kind) {
        return known.values().stream()
                .filter(task ->
                        task.state() == Task.State.RUNNING && task.kind().equals(kind))
                .sorted(Comparator.comparingLong(Task::id))
                .toList();
    }

    /** Returns the newest tasks about an object, newest first. */
    public List<Task> about(String kind, ObjectKey object, int limit) {
        return log.about(kind, object, limit);
    }

    /** Returns the newest tasks that a visitor may see, newest first; {@code project} limits them unless it is empty. */
    public List<Task> newest(Visit visit, String project, int limit) {
        return visible(visit).stream()
                .filter(task ->
                        project.isEmpty() || project.equals(task.object().namespace()))
                .limit(limit)
                .toList();
    }

    /** Returns a text that differs whenever a task on the newest page of a visitor's log begins or ends, the same in every replica of the portal. */
    String print(Visit visit, String project) {
        // beyond these, replicas remember different ones that have ended
        Set<Long> remembered = known.keySet().stream().limit(REMEMBERED).collect(Collectors.toSet());
        String text = visible(visit).stream()
                .filter(task -> task.state() == Task.State.RUNNING || remembered.contains(task.id()))
                .filter(task ->
                        project.isEmpty() || project.equals(task.object().namespace()))
                .limit(PAGE)
                .map(task -> task.id() + " " + task.state() + " "
                        + task.finished().map(Instant::toString).orElse(""))
                .collect(Collectors.joining("\n"));
        return Integer.toHexString(text.hashCode());
    }

    /** Returns a number that grows with every change of a task. */
    public long version() {
        return changes.get();
    }

    @Override
    public Html html(Visit visit) {
        Instant now = clock.instant();
        List<Task> mine = visible(visit);
        List<Task> running =
                mine.stream().filter(task -> task.state() == Task.State.RUNNING).toList();
        List<Task> shown = mine.stream()
                .filter(task -> task.state() == Task.State.RUNNING
                        || task.finished()
                                .map(end -> end.plus(NEWS).isAfter(now))
                                .orElse(false))
                .limit(IN_POPOVER)
                .toList();
        long failures =
                shown.stream().filter(task -> task.state() == Task.State.FAILED).count();
        return new Html(
                Templates.pill(running.size(), failures).render(),
                Templates.popover(shown).render());
    }

    private List<Task> visible(Visit visit) {
        return known.values().stream().filter(sight.of(visit)).toList();
    }

    private void end(Task task) {
        if (log.update(task)) {
            keep(task);
        } else {
            // another replica was first
            log.changed(Long.MAX_VALUE, List.of(task.id())).forEach(this::keep);
        }
    }

    private Task keep(Task task) {
        known.put(task.id(), task);
        if (known.size() > REMEMBERED * 2) {
            known.values().stream()
                    .skip(REMEMBERED)
                    .filter(old -> old.state() != Task.State.RUNNING)
                    .forEach(old -> known.remove(old.id()));
        }
        changes.incrementAndGet();
        pulse.beat();
        return task;
    }
}
