package dev.slipway.portal.tasks;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The task log. */
@Path("/tasks")
@RunOnVirtualThread
public class TasksResource {
    private final TaskLog log;
    private final Tasks known;
    private final VisibleTasks sight;
    private final Frames frames;
    private final CurrentVisit current;

    TasksResource(TaskLog log, Tasks known, VisibleTasks sight, Frames frames, CurrentVisit current) {
        this.log = log;
        this.known = known;
        this.sight = sight;
        this.frames = frames;
        this.current = current;
    }

    @GET
    public Response list(
            @QueryParam("before") @DefaultValue("9223372036854775807") long before,
            @QueryParam("project") @DefaultValue("") String project) {
        Visit visit = current.get();
        String print = known.print(visit, project);
        List<Task> tasks = log.before(before, sight.of(visit), project, Tasks.PAGE + 1);
        boolean more = tasks.size() > Tasks.PAGE;
        List<Task> shown = more ? tasks.subList(0, Tasks.PAGE) : tasks;
        String older =
                more ? "/tasks?before=" + shown.getLast().id() + (project.isEmpty() ? "" : "&project=" + project) : "";
        return Answers.page(
                200,
                Templates.log(new TasksPage(
                        frames.frame(visit, "Tasks", "/tasks", project),
                        shown,
                        older,
                        before == Long.MAX_VALUE,
                        print)));
    }
}
