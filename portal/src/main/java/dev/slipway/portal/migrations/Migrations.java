package dev.slipway.portal.migrations;

import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.cluster.References;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.lists.InProjects;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.Listed;
import dev.slipway.portal.lists.RowIndex;
import dev.slipway.portal.lists.Seen;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.tasks.Tasks;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/** Finds migrations, and stops them, as far as the visitor may. */
@Singleton
class Migrations implements Listed<MigrationRow> {
    private static final Ask DELETE = Ask.of("delete", "kubevirt.io", "virtualmachineinstancemigrations");

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final Rights rights;
    private final Tasks tasks;
    private final References moves;
    private final RowIndex<MigrationRow, MigrationRow> index;

    Migrations(ClusterConnection connection, ClusterMirror mirror, Rights rights, Tasks tasks, Pulse pulse) {
        this.connection = connection;
        this.mirror = mirror;
        this.rights = rights;
        this.tasks = tasks;
        this.index = new RowIndex<>(this::row, pulse);
        this.moves = mirror.migrations().referring(Migrations::moved);
    }

    @PostConstruct
    void follow() {
        mirror.migrations().listen(index::touch);
        mirror.instances().listen(instance -> moves.to(instance).forEach(index::touch));
        mirror.migrations().keys().forEach(index::touch);
    }

    @Override
    public ListKind<MigrationRow> kind() {
        return MigrationList.KIND;
    }

    @Override
    public Seen<MigrationRow> seen(Visit visit) {
        return index.seen(new InProjects<>(rights.visible(visit.identity(), MigrationList.KIND.right())));
    }

    /** Returns how many of the migrations that a visitor may see have not ended. */
    int going(Visit visit) {
        return MigrationList.KIND.count(MigrationList.GOING, seen(visit));
    }

    /** Returns a migration; {@link Missing} if there is none that the visitor may see. */
    MigrationRow find(Visit visit, ObjectKey key) {
        return Optional.of(key)
                .filter(found -> rights.visible(visit.identity(), MigrationList.KIND.right())
                        .in(found.namespace()))
                .flatMap(this::row)
                .orElseThrow(() -> new Missing(
                        "There is no migration " + key.name() + " in " + key.namespace() + ".",
                        "Either it was deleted, as those that have ended are in time, or you may not see it."));
    }

    /** Returns why a visitor cannot stop a migration; empty if he can. */
    String noStop(Visit visit, MigrationRow migration) {
        if (migration.word().over()) {
            return "It has ended.";
        }
        if (migration.word() == MigrationWord.STOPPING) {
            return "It is being stopped already.";
        }
        String project = migration.key().namespace();
        return rights.may(visit.identity(), DELETE, project) ? "" : DELETE.lackedIn(project);
    }

    /** Stops a migration: its machine runs on where it is. Returns why it was not stopped. */
    Optional<String> stop(Visit visit, MigrationRow migration) {
        String not = noStop(visit, migration);
        if (!not.isEmpty()) {
            return Optional.of(not);
        }
        ApiReply reply = connection.send(
                visit.identity(),
                ApiRequest.delete(
                        "/apis/kubevirt.io/v1/namespaces/" + migration.key().namespace()
                                + "/virtualmachineinstancemigrations/"
                                + migration.key().name(),
                        "{}"));
        if (reply.succeeded()) {
            tasks.wrote(
                    visit.identity(),
                    "Stop migration",
                    "VirtualMachine",
                    new ObjectKey(migration.key().namespace(), migration.machine()),
                    "");
            return Optional.empty();
        }
        return Optional.of(reply.refusal());
    }

    private Optional<MigrationRow> row(ObjectKey key) {
        return mirror.migrations()
                .find(key)
                .map(migration -> MigrationRow.of(
                        migration, mirror.instances().find(key.namespace(), MigrationRow.mover(migration))));
    }

    private static Set<ObjectKey> moved(VirtualMachineInstanceMigration migration) {
        return Set.of(new ObjectKey(migration.getMetadata().getNamespace(), MigrationRow.mover(migration)));
    }
}
