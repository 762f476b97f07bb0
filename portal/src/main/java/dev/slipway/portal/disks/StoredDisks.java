package dev.slipway.portal.disks;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.images.ImageIndex;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.Listed;
import dev.slipway.portal.lists.RowIndex;
import dev.slipway.portal.lists.Seen;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.machines.KnownMachines;
import dev.slipway.portal.machines.MachineFacts;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.machines.MachineState;
import dev.slipway.portal.tasks.Tasks;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds and deletes disks, as far as the visitor may. Claims that have nothing to do with machines are none. */
@Singleton
class StoredDisks implements Listed<StoredDisk> {
    private static final Ask DELETE_CLAIM = Ask.of("delete", "", "persistentvolumeclaims");
    private static final Ask DELETE_VOLUME = Ask.of("delete", "cdi.kubevirt.io", "datavolumes");
    private static final Set<String> HELPERS = Set.of("PersistentVolumeClaim", "Pod");

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final KnownMachines machines;
    private final ImageIndex images;
    private final Rights rights;
    private final Tasks tasks;
    private final LastLook lastLook;
    private final RowIndex<StoredDisk, StoredDisk> index;

    StoredDisks(
            ClusterConnection connection,
            ClusterMirror mirror,
            KnownMachines machines,
            ImageIndex images,
            Rights rights,
            Tasks tasks,
            LastLook lastLook,
            Pulse pulse) {
        this.connection = connection;
        this.mirror = mirror;
        this.machines = machines;
        this.images = images;
        this.rights = rights;
        this.tasks = tasks;
        this.lastLook = lastLook;
        this.index = new RowIndex<>(this::disk, pulse);
    }

    @PostConstruct
    void follow() {
        mirror.claims().listen(index::touch);
        mirror.dataVolumes().listen(index::touch);
        images.claims().listen(index::touch);
        machines.claims().listen(index::touch);
        // an instance that gets a machine, or loses it, is called by another word
        machines.listen(machine -> machines.claims().from(machine).forEach(index::touch));
        mirror.claims().keys().forEach(index::touch);
        mirror.dataVolumes().keys().forEach(index::touch);
    }

    @Override
    public ListKind<StoredDisk> kind() {
        return DiskList.KIND;
    }

    @Override
    public Seen<StoredDisk> seen(Visit visit) {
        return index.seen(sight(visit));
    }

    /** Returns a disk; {@link Missing} if there is none that the visitor may see. */
    StoredDisk find(Visit visit, ObjectKey key) {
        return disk(key)
                .flatMap(sight(visit)::see)
                .orElseThrow(() -> new Missing(
                        "There is no disk " + key.name() + " in " + key.namespace() + ".",
                        "Either it does not exist, or you may not see it."));
    }

    /** Returns why a visitor cannot delete a disk now; empty if it can be deleted. */
    String noDelete(Visit visit, StoredDisk disk) {
        Ask ask = disk.filled() ? DELETE_VOLUME : DELETE_CLAIM;
        if (!disk.held().isEmpty()) {
            return disk.held();
        }
        return rights.may(visit.identity(), ask, disk.key().namespace())
                ? ""
                : ask.lackedIn(disk.key().namespace());
    }

    /** Deletes a disk with what made it, unless something has begun to use it meanwhile. Returns why it was not deleted. */
    Optional<String> delete(Identity identity, StoredDisk disk) {
        Optional<String> taken = lastLook.hindrance(disk.key());
        if (taken.isPresent()) {
            return taken;
        }
        String collection = disk.filled()
                ? "/apis/cdi.kubevirt.io/v1beta1/namespaces/" + disk.key().namespace() + "/datavolumes/"
                : "/api/v1/namespaces/" + disk.key().namespace() + "/persistentvolumeclaims/";
        ApiReply reply = connection.send(
                identity, ApiRequest.delete(collection + disk.key().name(), "{}"));
        if (reply.succeeded()) {
            tasks.wrote(identity, "Delete disk", "PersistentVolumeClaim", disk.key(), "");
            return Optional.empty();
        }
        return Optional.of(reply.refusal());
    }

    private DiskSight sight(Visit visit) {
        return new DiskSight(
                rights.visible(visit.identity(), DiskList.KIND.right()),
                rights.visible(visit.identity(), Ask.LIST_MACHINES),
                rights.visible(visit.identity(), Ask.LIST_IMAGES));
    }

    /** Works out a disk with all its users; empty for a claim that has nothing to do with machines. */
    private Optional<StoredDisk> disk(ObjectKey key) {
        Optional<PersistentVolumeClaim> claim = mirror.claims().find(key);
        Optional<DataVolume> volume = mirror.dataVolumes().find(key);
        List<ObjectKey> users = machines.claims().to(key);
        Optional<ObjectKey> image = images.claims().to(key).stream().findFirst();
        boolean ours = !users.isEmpty()
                || image.isPresent()
                || volume.isPresent()
                || claim.filter(StoredDisks::madeForMachines).isPresent();
        Optional<HasMetadata> object = claim.map(HasMetadata.class::cast).or(() -> volume);
        if (!ours || object.isEmpty() || claim.filter(StoredDisks::helps).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new StoredDisk(
                "disk-" + object.get().getMetadata().getUid(),
                key,
                DiskState.of(claim, volume),
                claim.map(MachineRow::size).orElse(0L),
                claim.map(PersistentVolumeClaim::getSpec)
                        .map(spec -> MachineFacts.text(spec.getStorageClassName()))
                        .orElse(""),
                MachineState.time(object.get().getMetadata().getCreationTimestamp())
                        .orElse(Instant.EPOCH),
                DiskUsers.of(users, machines::taken, image),
                volume.isPresent()));
    }

    /** A claim that only exists while another is filled. */
    private static boolean helps(PersistentVolumeClaim claim) {
        return claim.getMetadata().getOwnerReferences().stream().anyMatch(owner -> HELPERS.contains(owner.getKind()));
    }

    /** A claim that CDI or KubeVirt has marked. */
    private static boolean madeForMachines(PersistentVolumeClaim claim) {
        return marked(claim.getMetadata().getAnnotations())
                || marked(claim.getMetadata().getLabels());
    }

    private static boolean marked(@Nullable Map<String, String> marks) {
        return marks != null && marks.keySet().stream().anyMatch(name -> name.contains("kubevirt.io/"));
    }
}
