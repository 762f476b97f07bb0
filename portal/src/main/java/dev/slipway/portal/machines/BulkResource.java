package dev.slipway.portal.machines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.layout.Toast;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One action on many machines. Each is a task of its own. */
@Path("/machines/bulk")
@RunOnVirtualThread
public class BulkResource {
    private static final int AT_ONCE = 8;
    private static final int NAMED = 12;

    private final MachineIndex index;
    private final MachinePages pages;
    private final MachineActions actions;
    private final Rights rights;
    private final Frames frames;
    private final CurrentVisit current;
    private final Answers answers;

    BulkResource(
            MachineIndex index,
            MachinePages pages,
            MachineActions actions,
            Rights rights,
            Frames frames,
            CurrentVisit current,
            Answers answers) {
        this.index = index;
        this.pages = pages;
        this.actions = actions;
        this.rights = rights;
        this.frames = frames;
        this.current = current;
        this.answers = answers;
    }

    /** Machines that can take part, and a sentence for each that cannot. */
    private record Choice(List<MachineFacts> able, List<String> unable) {}

    @POST
    public Response act(
            @FormParam("action") @DefaultValue("") String word,
            @FormParam("vm") @Nullable List<String> chosen,
            @FormParam("all") @DefaultValue("") String all,
            @FormParam("list") @DefaultValue("") String list,
            @FormParam("word") @Nullable String typed,
            @FormParam("disks") @DefaultValue("") String disks) {
        Visit visit = current.get();
        Action action = Action.of(word)
                .orElseThrow(() -> new Missing("There is no action " + word + ".", "Use the buttons above the list."));
        List<MachineFacts> machines =
                all.isEmpty() ? named(visit, chosen == null ? List.of() : chosen) : matching(visit, list);
        if (machines.isEmpty()) {
            return answers.stay(
                    visit,
                    Toast.failure("No machine is selected.", "Tick the boxes in front of the names first."),
                    "/machines");
        }
        Choice choice = choose(visit, action, machines);
        String count = Integer.toString(choice.able.size());
        if (action == Action.DELETE && !choice.able.isEmpty() && !count.equals(typed)) {
            return Questions.ask(typed == null ? 200 : 422, visit, frames, question(visit, choice, typed));
        }
        return answers.end(visit, perform(visit, action, choice, disks.equals("delete")), "/machines");
    }

    private Toast perform(Visit visit, Action action, Choice choice, boolean deleteDisks) {
        List<String> failures = new ArrayList<>(choice.unable);
        Semaphore atOnce = new Semaphore(AT_ONCE);
        List<String> refused = java.util.Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            choice.able.forEach(facts -> threads.execute(() -> {
                atOnce.acquireUninterruptibly();
                try {
                    one(visit, action, facts, deleteDisks)
                            .ifPresent(sentence -> refused.add(facts.key().name() + ": " + sentence));
                } finally {
                    atOnce.release();
                }
            }));
        }
        failures.addAll(refused);
        int done = choice.able.size() - refused.size();
        String title = action.word() + ": asked for " + done + " of " + (choice.able.size() + choice.unable.size())
                + " machines.";
        return failures.isEmpty()
                ? Toast.success(title, "Show tasks", "/tasks")
                : Toast.failure(
                        title,
                        String.join(" ", failures.stream().limit(NAMED).toList())
                                + (failures.size() > NAMED ? " And " + (failures.size() - NAMED) + " more." : ""));
    }

    private java.util.Optional<String> one(Visit visit, Action action, MachineFacts facts, boolean deleteDisks) {
        if (action != Action.DELETE) {
            return actions.perform(visit.identity(), facts, action);
        }
        Set<String> disks = deleteDisks
                ? DiskFate.of(facts, index::users).stream()
                        .filter(DiskFate::deletedByDefault)
                        .map(DiskFate::claim)
                        .collect(Collectors.toSet())
                : Set.of();
        return actions.delete(visit.identity(), facts, disks);
    }

    private Choice choose(Visit visit, Action action, List<MachineFacts> machines) {
        List<MachineFacts> able = new ArrayList<>();
        List<String> unable = new ArrayList<>();
        for (MachineFacts facts : machines) {
            MachineRow row = MachineRow.of(facts);
            Offer offer = Offer.of(action, row, ask -> pages.may(visit, ask, row.key()), pages.reachable());
            if (offer.enabled()) {
                able.add(facts);
            } else {
                unable.add(offer.reason());
            }
        }
        return new Choice(able, unable);
    }

    private Confirmation question(Visit visit, Choice choice, @Nullable String typed) {
        List<DiskFate> disks = choice.able.stream()
                .flatMap(facts -> DiskFate.of(facts, index::users).stream())
                .filter(DiskFate::deletedByDefault)
                .toList();
        long bytes = disks.stream().mapToLong(DiskFate::bytes).sum();
        List<ListPage.Hidden> hidden = Stream.concat(
                        Stream.of(new ListPage.Hidden("action", Action.DELETE.path())),
                        choice.able.stream()
                                .map(facts ->
                                        new ListPage.Hidden("vm", facts.key().toString())))
                .toList();
        String text = "The machines and their settings are gone for good; running ones are shut down first."
                + (choice.unable.isEmpty() ? "" : " Left out: " + String.join(" ", choice.unable));
        return new Confirmation(
                "Delete " + choice.able.size() + " machines?",
                text,
                "/machines/bulk",
                visit.csrf(),
                hidden,
                Integer.toString(choice.able.size()),
                typed == null ? "" : typed.isEmpty() ? " " : typed,
                "Delete " + choice.able.size(),
                choice.able.stream()
                        .map(facts -> facts.key().toString())
                        .sorted()
                        .toList(),
                List.of(),
                disks.isEmpty() ? "" : disks.size() + " disks that were made with them, " + Formats.bytes(bytes),
                "/machines");
    }

    private List<MachineFacts> named(Visit visit, List<String> chosen) {
        return chosen.stream()
                .map(text -> text.split("/", -1))
                .filter(parts -> parts.length == 2)
                .flatMap(parts -> pages.find(visit, new ObjectKey(parts[0], parts[1])).stream())
                .toList();
    }

    /** Returns all machines that a list shows on all its pages. */
    private List<MachineFacts> matching(Visit visit, String list) {
        String parameters = Stream.of(list.split("&"))
                .filter(pair -> pair.startsWith("machines="))
                .map(pair -> URLDecoder.decode(pair.substring("machines=".length()), UTF_8))
                .findFirst()
                .orElse("");
        ListRequest request = ListRequest.parse(parameters);
        MachineQuery query = MachineQuery.parse(request.query());
        Instant now = Instant.now();
        return index.ordered(request.order()).stream()
                .filter(row -> rights.visible(visit.identity(), Ask.LIST_MACHINES)
                        .in(row.key().namespace()))
                .filter(row -> request.project().isEmpty()
                        || request.project().equals(row.key().namespace()))
                .filter(row -> request.view().shows(row) && query.matches(row, now))
                .flatMap(row -> index.facts(row.key()).stream())
                .toList();
    }
}
