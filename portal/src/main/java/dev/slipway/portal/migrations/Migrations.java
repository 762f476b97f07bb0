package dev.slipway.portal.migrations;

import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.tasks.Tasks;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Finds migrations, and stops them, as far as the visitor may. */
@Singleton
class Migrations {
    private static final Ask DELETE = Ask.of("delete", "kubevirt.io", "virtualmachineinstancemigrations");

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final Rights rights;
    private final Tasks tasks;
    private final Pulse pulse;

    Migrations(ClusterConnection connection, ClusterMirror mirror, Rights rights, Tasks tasks, Pulse pulse) {
        this.connection = connection;
        this.mirror = mirror;
        this.rights = rights;
        this.tasks = tasks;
        this.pulse = pulse;
    }

    @PostConstruct
    void follow() {
        mirror.migrations().listen(_ -> pulse.beat());
    }

    /** Returns the migrations that a visitor may see, in no order; {@code project} limits them unless it is empty. */
    List<MigrationRow> visible(Visit visit, String project) {
        Visible visible = rights.visible(visit.identity(), MigrationList.KIND.right());
        return mirror.migrations().all().stream()
                .filter(migration -> visible.in(migration.getMetadata().getNamespace()))
                .filter(migration -> project.isEmpty()
                        || project.equals(migration.getMetadata().getNamespace()))
                .map(this::row)
                .toList();
    }

    /** Returns how many of the migrations that a visitor may see have not ended; asked for each page, so no rows are made for it. */
    int going(Visit visit) {
        Visible visible = rights.visible(visit.identity(), MigrationList.KIND.right());
        return (int) mirror.migrations().all().stream()
                .filter(migration -> !MigrationRow.isOver(migration)
                        && visible.in(migration.getMetadata().getNamespace()))
                .count();
    }

    /** Returns a migration; {@link Missing} if there is none that the visitor may see. */
    MigrationRow find(Visit visit, ObjectKey key) {
        return Optional.of(key)
                .filter(found -> rights.visible(visit.identity(), MigrationList.KIND.right())
                        .in(found.namespace()))
                .flatMap(mirror.migrations()::find)
                .map(this::row)
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

    private MigrationRow row(VirtualMachineInstanceMigration migration) {
        String machine = migration.getSpec() == null || migration.getSpec().vmiName() == null
                ? ""
                : migration.getSpec().vmiName();
        return MigrationRow.of(
                migration, mirror.instances().find(migration.getMetadata().getNamespace(), machine));
    }
}
