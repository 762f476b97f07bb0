package dev.slipway.portal.lists;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.layout.Frames;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.function.Function;

/** Answers requests for lists. */
@Singleton
public class Lists {
    private final Frames frames;
    private final Rights rights;
    private final Habits habits;
    private final CurrentVisit current;

    Lists(Frames frames, Rights rights, Habits habits, CurrentVisit current) {
        this.frames = frames;
        this.rights = rights;
        this.habits = habits;
        this.current = current;
    }

    /**
     * Answers with a list as its address asks for it.
     *
     * @param page makes the whole page
     * @param part makes the list alone, for a browser that has the rest
     */
    public <T extends Row> Response answer(
            Listed<T> listed,
            UriInfo requested,
            Function<ListTable<T>, TemplateInstance> page,
            Function<ListTable<T>, TemplateInstance> part) {
        Visit visit = current.get();
        ListKind<T> kind = listed.kind();
        ListAddress asked = ListAddress.of(kind.path(), requested.getQueryParameters());
        Habit habit = kind.habit(asked);
        if (habits.keep(visit, kind.part(), asked, habit)) {
            return Response.seeOther(URI.create(asked.shown(habit).href())).build();
        }
        ListAddress address = asked.shown(habits.shown(visit, kind.part(), asked, habit));
        Frame frame = frames.frame(visit, kind.title(), kind.path(), kind.projectOf(address));
        ListTable<T> table = kind.table(frame, address, listed.seen(visit), blind(visit, kind, frame.project()));
        return Answers.page(200, (visit.inPlace() ? part : page).apply(table));
    }

    private String blind(Visit visit, ListKind<?> kind, String project) {
        boolean sees = kind.inProjects()
                ? rights.visible(visit.identity(), kind.right()).sees(project)
                : rights.may(visit.identity(), kind.right(), "");
        return sees ? "" : kind.right().lackedBy(visit.identity().user(), kind.where(project));
    }
}
