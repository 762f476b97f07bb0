package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.schema.StoredFields;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Answers every write of a kind that Slipway rules over; others pass untouched. */
public final class Admission {
    /** Judges the writes of one kind. */
    private interface KindReview {
        /** Completes {@code object}, a copy of the object of {@code review}, or refuses it. */
        Verdict judge(Review review, ObjectNode object, ClusterFacts facts);
    }

    private static final Map<String, KindReview> KINDS = Map.ofEntries(
            Map.entry("kubevirt.io/virtualmachines", MachineReview::of),
            Map.entry("kubevirt.io/virtualmachines/status", MachineReview::ofStatus),
            Map.entry("kubevirt.io/virtualmachineinstances", InstanceReview::of),
            Map.entry("kubevirt.io/virtualmachineinstancereplicasets", TemplatedReview::ofReplicaSet),
            Map.entry("kubevirt.io/virtualmachineinstancepresets", TemplatedReview::ofPreset),
            Map.entry("kubevirt.io/virtualmachineinstancemigrations", MigrationReview::of),
            Map.entry("kubevirt.io/kubevirts", InstallationReview::of),
            Map.entry("/pods/eviction", EvictionReview::of),
            Map.entry("pool.kubevirt.io/virtualmachinepools", TemplatedReview::ofPool),
            Map.entry("instancetype.kubevirt.io/virtualmachineinstancetypes", InstancetypeReview::ofInstancetype),
            Map.entry(
                    "instancetype.kubevirt.io/virtualmachineclusterinstancetypes", InstancetypeReview::ofInstancetype),
            Map.entry("instancetype.kubevirt.io/virtualmachinepreferences", InstancetypeReview::ofPreference),
            Map.entry("instancetype.kubevirt.io/virtualmachineclusterpreferences", InstancetypeReview::ofPreference),
            Map.entry("migrations.kubevirt.io/migrationpolicies", MigrationPolicyReview::of),
            Map.entry("snapshot.kubevirt.io/virtualmachinesnapshots", SnapshotReview::of),
            Map.entry("snapshot.kubevirt.io/virtualmachinerestores", RestoreReview::of),
            Map.entry("cdi.kubevirt.io/datavolumes", DataVolumeReview::of),
            Map.entry("cdi.kubevirt.io/dataimportcrons", ImportCronReview::of),
            Map.entry("cdi.kubevirt.io/volumeimportsources", VolumeSourceReview::ofImport),
            Map.entry("cdi.kubevirt.io/volumeuploadsources", VolumeSourceReview::ofUpload),
            Map.entry("cdi.kubevirt.io/objecttransfers", TransferReview::of),
            Map.entry("clone.kubevirt.io/virtualmachineclones", CloneReview::of),
            Map.entry("export.kubevirt.io/virtualmachineexports", ExportReview::of),
            Map.entry("backup.kubevirt.io/virtualmachinebackups", BackupReview::of),
            Map.entry("backup.kubevirt.io/virtualmachinebackuptrackers", BackupReview::ofTracker),
            Map.entry("template.kubevirt.io/virtualmachinetemplates", TemplateReview::of),
            Map.entry("template.kubevirt.io/virtualmachinetemplaterequests", TemplateReview::ofRequest),
            Map.entry("plugin.kubevirt.io/plugins", PluginReview::of));

    /** Kinds that are completed before they are judged; these say themselves at which of the two they refuse. */
    private static final Set<String> COMPLETED = Set.of("virtualmachines", "virtualmachineinstances", "datavolumes");

    private Admission() {}

    /** Completes the object of {@code review} or refuses it with every cause. */
    public static Verdict review(Review review, ClusterFacts facts) {
        Verdict verdict = judge(review, facts);
        JsonNode object = review.object();
        if (!(verdict instanceof Verdict.Allowed allowed)
                || object == null
                || review.operation() == Review.Operation.DELETE
                || !review.subresource().isEmpty()) {
            return verdict;
        }
        List<String> without = StoredFields.warnings(review.group(), review.resource(), object, review.before());
        return without.isEmpty()
                ? allowed
                : new Verdict.Allowed(
                        allowed.object(),
                        Stream.concat(allowed.warnings().stream(), without.stream())
                                .toList());
    }

    private static Verdict judge(Review review, ClusterFacts facts) {
        String kind = review.group() + "/" + review.resource();
        if (review.operation() == Review.Operation.DELETE && kind.equals("kubevirt.io/kubevirts")) {
            return UninstallReview.of(review, facts);
        }
        KindReview judge = KINDS.get(review.subresource().isEmpty() ? kind : kind + "/" + review.subresource());
        if (judge == null
                || review.operation() == Review.Operation.DELETE
                || !(review.object() instanceof ObjectNode object)) {
            return new Verdict.Allowed(null, List.of());
        }
        Verdict verdict = judge.judge(review, object.deepCopy(), facts);
        return verdict instanceof Verdict.Denied denied
                        && denied.completed() == null
                        && review.subresource().isEmpty()
                        && !COMPLETED.contains(review.resource())
                ? denied.after(object)
                : verdict;
    }
}
