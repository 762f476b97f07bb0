package dev.slipway.portal.migrations;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Toast;
import dev.slipway.portal.lists.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** The list of migrations. */
@Path("/migrations")
@RunOnVirtualThread
public class MigrationsResource {
    private final Migrations migrations;
    private final Lists lists;
    private final Answers answers;
    private final CurrentVisit current;

    MigrationsResource(Migrations migrations, Lists lists, Answers answers, CurrentVisit current) {
        this.migrations = migrations;
        this.lists = lists;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        return lists.answer(migrations, requested, Templates::list, Templates::part);
    }

    @GET
    @Path("{namespace}/{name}/menu")
    public Response menu(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MigrationRow migration = migrations.find(visit, new ObjectKey(namespace, name));
        return Answers.page(200, Templates.menu(migration, migrations.noStop(visit, migration), visit.csrf()));
    }

    @POST
    @Path("{namespace}/{name}/stop")
    public Response stop(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MigrationRow migration = migrations.find(visit, new ObjectKey(namespace, name));
        return answers.stay(
                visit,
                migrations
                        .stop(visit, migration)
                        .map(sentence -> Toast.failure("The migration was not stopped.", sentence))
                        .orElseGet(() -> Toast.success(
                                "Stopping the migration; " + migration.machine() + " runs on where it is.")),
                MigrationList.KIND.path());
    }
}
