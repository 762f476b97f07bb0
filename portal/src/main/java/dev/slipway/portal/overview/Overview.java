package dev.slipway.portal.overview;

import dev.slipway.portal.images.ImageRow;
import dev.slipway.portal.layout.Gauge;
import dev.slipway.portal.layout.Status;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.machines.StateWord;
import dev.slipway.portal.tasks.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is in the cluster, or in one project of it, in numbers.
 *
 * @param project project; empty for all
 * @param counts numbers of machines with the lists behind them
 * @param concerns what needs a look, at most {@value #MOST_CONCERNS}
 * @param moreConcerns number of those that are left out
 * @param gauges how full the nodes are; empty for those who may not see nodes
 * @param projects projects with machines, by name
 * @param images numbers of images with the lists behind them
 * @param moving images that are being filled
 * @param tasks newest tasks
 */
record Overview(
        String project,
        List<Count> counts,
        List<Concern> concerns,
        int moreConcerns,
        List<Gauge> gauges,
        List<ProjectSum> projects,
        List<Count> images,
        List<ImageRow> moving,
        List<Task> tasks) {
    static final int MOST_CONCERNS = 8;

    private static final int MOST_MOVING = 4;

    Overview {
        counts = List.copyOf(counts);
        concerns = List.copyOf(concerns);
        gauges = List.copyOf(gauges);
        projects = List.copyOf(projects);
        images = List.copyOf(images);
        moving = List.copyOf(moving);
        tasks = List.copyOf(tasks);
    }

    /** A number, and the list that shows what is counted. */
    record Count(String words, int number, String icon, String colour, String href) {}

    /** Something that needs a look: a machine or an image that will not get better by itself. */
    record Concern(String icon, String colour, String name, String place, String reason, String href) {}

    /**
     * One project in numbers.
     *
     * @param cpus processors of running machines
     * @param memory bytes of memory of running machines
     * @param disk bytes of all disks
     */
    record ProjectSum(String name, int machines, int running, long cpus, long memory, long disk) {}

    /** Sums up machines and images. */
    static Overview of(String project, List<MachineRow> machines, List<ImageRow> images) {
        List<Concern> concerns = Stream.concat(
                        machines.stream()
                                .filter(row -> row.state().word().needsAttention())
                                .map(Overview::concern),
                        images.stream().filter(row -> row.state().failed()).map(Overview::concern))
                .toList();
        return new Overview(
                project,
                counts(project, machines),
                concerns.stream().limit(MOST_CONCERNS).toList(),
                Math.max(0, concerns.size() - MOST_CONCERNS),
                List.of(),
                projects(machines),
                imageCounts(project, images),
                images.stream()
                        .filter(row -> !row.state().ready() && !row.state().failed())
                        .sorted(Comparator.comparing(row -> row.key().name()))
                        .limit(MOST_MOVING)
                        .toList(),
                List.of());
    }

    /** Returns it with what changes without any machine or image. */
    Overview with(List<Gauge> full, List<Task> newest) {
        return new Overview(project, counts, concerns, moreConcerns, full, projects, images, moving, newest);
    }

    /** Returns whether there is nothing yet. */
    public boolean empty() {
        return projects.isEmpty() && images.stream().allMatch(count -> count.number == 0);
    }

    private static List<Count> counts(String project, List<MachineRow> machines) {
        Map<StateWord, Long> by = machines.stream()
                .collect(Collectors.groupingBy(row -> row.state().word(), Collectors.counting()));
        List<Count> counts = new ArrayList<>();
        counts.add(count("Running", sum(by, StateWord.RUNNING), "running", "ok", project, "status:running"));
        counts.add(count(
                "On their way",
                sum(
                        by,
                        StateWord.STARTING,
                        StateWord.STOPPING,
                        StateWord.PROVISIONING,
                        StateWord.MIGRATING,
                        StateWord.DELETING),
                "starting",
                "busy",
                project,
                "status:starting,stopping,provisioning,migrating,deleting"));
        counts.add(count("Paused", sum(by, StateWord.PAUSED), "paused", "warn", project, "status:paused"));
        counts.add(count("Stopped", sum(by, StateWord.STOPPED), "stopped", "off", project, "status:stopped"));
        counts.add(count(
                "Need a look",
                sum(by, StateWord.ERROR, StateWord.NOT_PLACED, StateWord.UNKNOWN),
                "error",
                "err",
                project,
                "status:attention"));
        return counts;
    }

    private static int sum(Map<StateWord, Long> by, StateWord... words) {
        return (int)
                Stream.of(words).mapToLong(word -> by.getOrDefault(word, 0L)).sum();
    }

    private static Count count(String words, int number, String icon, String colour, String project, String query) {
        // nothing of a kind is no news: it is told without its colour
        return new Count(
                words,
                number,
                icon,
                number == 0 ? "off" : colour,
                "/machines?q=" + query + (project.isEmpty() ? "" : "&project=" + project));
    }

    private static List<Count> imageCounts(String project, List<ImageRow> images) {
        String place = project.isEmpty() ? "" : "&project=" + project;
        int ready = (int) images.stream().filter(row -> row.state().ready()).count();
        int failed = (int) images.stream().filter(row -> row.state().failed()).count();
        return List.of(
                new Count("Ready", ready, "check", ready == 0 ? "off" : "ok", "/images?q=ready" + place),
                new Count(
                        "Being filled",
                        images.size() - ready - failed,
                        "import",
                        images.size() == ready + failed ? "off" : "busy",
                        "/images?sort=state" + place));
    }

    private static Concern concern(MachineRow row) {
        return new Concern(
                row.state().word().icon(),
                row.state().word().colour(),
                row.key().name(),
                row.key().namespace(),
                row.state().reason().isEmpty()
                        ? row.state().word().word()
                        : row.state().reason(),
                row.path());
    }

    private static Concern concern(ImageRow row) {
        Status state = row.state();
        return new Concern(
                state.word().icon(),
                state.word().colour(),
                "image " + row.key().name(),
                row.key().namespace(),
                row.state().reason().isEmpty()
                        ? row.state().words()
                        : row.state().reason(),
                row.path());
    }

    private static List<ProjectSum> projects(List<MachineRow> machines) {
        Map<String, List<MachineRow>> by = new TreeMap<>(
                machines.stream().collect(Collectors.groupingBy(row -> row.key().namespace())));
        return by.entrySet().stream()
                .map(entry -> sum(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static ProjectSum sum(String name, List<MachineRow> machines) {
        List<MachineRow> running =
                machines.stream().filter(row -> row.state().hasScreen()).toList();
        return new ProjectSum(
                name,
                machines.size(),
                running.size(),
                running.stream().mapToLong(MachineRow::cpus).sum(),
                running.stream().mapToLong(MachineRow::memoryBytes).sum(),
                machines.stream().mapToLong(MachineRow::diskBytes).sum());
    }
}
