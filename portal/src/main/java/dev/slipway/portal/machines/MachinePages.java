package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Newcomers;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterWatch;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.cluster.Reachability;
import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds machines for pages: only those that the visitor may see, and says what is known of missing ones. */
@Singleton
public class MachinePages {
    private static final int NEAREST = 3;

    private final MachineIndex index;
    private final Rights rights;
    private final ClusterWatch watch;
    private final Tasks tasks;
    private final Newcomers newcomers;

    MachinePages(MachineIndex index, Rights rights, ClusterWatch watch, Tasks tasks, Newcomers newcomers) {
        this.index = index;
        this.rights = rights;
        this.watch = watch;
        this.tasks = tasks;
        this.newcomers = newcomers;
    }

    /** Returns what is known of a machine; {@link Missing} if there is none that the visitor may see. */
    public MachineFacts facts(Visit visit, ObjectKey key) {
        return newcomers
                .find(visit, Ask.LIST_MACHINES, key, MachineActions.machine(key), () -> find(visit, key))
                .orElseThrow(() -> missing(visit, key));
    }

    /** Returns what is known of a machine that the visitor may see. */
    Optional<MachineFacts> find(Visit visit, ObjectKey key) {
        return rights.visible(visit.identity(), Ask.LIST_MACHINES).in(key.namespace())
                ? index.facts(key)
                : Optional.empty();
    }

    /** Returns the top of a machine's page. */
    MachineHead head(Visit visit, MachineFacts facts, String tab) {
        MachineRow row = MachineRow.of(facts);
        return MachineHead.of(
                row,
                Offer.of(row, ask -> may(visit, ask, row.key()), reachable()),
                noConsole(visit, facts),
                noClone(visit, facts),
                MachineHead.tabs(row, DiskRow.of(facts).size(), NicRow.of(facts).size(), tab),
                visit.csrf());
    }

    /** Returns the top of a machine's page for other packages; {@link Missing} if the visitor may not see it. */
    public MachineHead head(Visit visit, ObjectKey key, String tab) {
        return head(visit, facts(visit, key), tab);
    }

    boolean may(Visit visit, Ask ask, ObjectKey key) {
        return rights.may(visit.identity(), ask, key.namespace());
    }

    /** Returns whether the visitor may see nodes. */
    boolean seesNodes(Visit visit) {
        return rights.may(visit.identity(), Ask.LIST_NODES, "");
    }

    /** Returns what cannot be done with the snapshots of a machine now. */
    SnapshotRights snapshotRights(Visit visit, MachineFacts facts) {
        return new SnapshotRights(
                may(visit, Ask.LIST_SNAPSHOTS, facts.key())
                        ? ""
                        : Ask.LIST_SNAPSHOTS.lackedIn(facts.key().namespace()),
                not(visit, facts, Ask.TAKE_SNAPSHOTS),
                not(visit, facts, Ask.RESTORE_SNAPSHOTS),
                noClone(visit, facts),
                not(visit, facts, Ask.DELETE_SNAPSHOTS));
    }

    /** Returns why a machine cannot be cloned now; empty if it can. */
    String noClone(Visit visit, MachineFacts facts) {
        return not(visit, facts, Ask.CLONE_MACHINES);
    }

    /** Returns why the hardware of a machine cannot be changed now; empty if it can. */
    public String noChange(Visit visit, MachineFacts facts) {
        String reason = not(visit, facts, Ask.CHANGE_MACHINES);
        return reason.isEmpty() && MachineState.of(facts).word() == StateWord.MIGRATING
                ? facts.key().name() + " is on its way to another node; change it when it has arrived."
                : reason;
    }

    /** Returns which right the visitor lacks for every console of a machine; empty if one of them can be opened. */
    String noConsole(Visit visit, MachineFacts facts) {
        return may(visit, Ask.OPEN_SCREENS, facts.key()) || may(visit, Ask.OPEN_SERIAL_CONSOLES, facts.key())
                ? ""
                : Ask.OPEN_SCREENS.lackedIn(facts.key().namespace());
    }

    private String not(Visit visit, MachineFacts facts, Ask ask) {
        if (facts.vm().getMetadata().getDeletionTimestamp() != null) {
            return facts.key().name() + " is being deleted.";
        }
        if (!reachable()) {
            return "The Kubernetes API does not answer now.";
        }
        return may(visit, ask, facts.key()) ? "" : ask.lackedIn(facts.key().namespace());
    }

    boolean reachable() {
        return watch.reachability() instanceof Reachability.Reached;
    }

    private Missing missing(Visit visit, ObjectKey key) {
        boolean sees = rights.visible(visit.identity(), Ask.LIST_MACHINES).in(key.namespace());
        String deleted = tasks.about(MachineTasks.KIND, key, 1).stream()
                .filter(_ -> sees)
                .filter(task -> task.action().equals(Action.DELETE.word()) && task.state() == Task.State.DONE)
                .map(task -> " It was deleted by " + task.actor() + " " + Formats.ago(task.started()) + ".")
                .findFirst()
                .orElse("");
        List<Missing.Near> near = index.all().stream()
                .filter(row -> rights.visible(visit.identity(), Ask.LIST_MACHINES)
                        .in(row.key().namespace()))
                .filter(row -> row.key().name().equals(key.name())
                        || row.key().name().contains(key.name())
                        || key.name().contains(row.key().name()))
                .sorted(Comparator.comparingInt(
                        row -> Math.abs(row.key().name().length() - key.name().length())))
                .limit(NEAREST)
                .map(row -> new Missing.Near(row.key().toString(), row.path()))
                .toList();
        return new Missing(
                "There is no machine " + key.name() + " in " + key.namespace() + ".",
                "Either it does not exist, or you may not see it." + deleted,
                near);
    }
}
