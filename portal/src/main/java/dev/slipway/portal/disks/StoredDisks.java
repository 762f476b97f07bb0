package dev.slipway.portal.disks;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.images.ImageIndex;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.machines.KnownMachines;
import dev.slipway.portal.machines.MachineFacts;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.machines.MachineState;
import dev.slipway.portal.tasks.Tasks;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds and deletes disks, as far as the visitor may. Claims that have nothing to do with machines are none. */
@Singleton
class StoredDisks {
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

    StoredDisks(
            ClusterConnection connection,
            ClusterMirror mirror,
            KnownMachines machines,
            ImageIndex images,
            Rights rights,
            Tasks tasks,
            LastLook lastLook) {
        this.connection = connection;
        this.mirror = mirror;
        this.machines = machines;
        this.images = images;
        this.rights = rights;
        this.tasks = tasks;
        this.lastLook = lastLook;
    }

    /** Returns the disks that a visitor may see, in no order; {@code project} limits them unless it is empty. */
    List<StoredDisk> visible(Visit visit, String project) {
        Visible visible = rights.visible(visit.identity(), DiskList.KIND.right());
        DiskUsers.Sight sight = sight(visit);
        Map<ObjectKey, ObjectKey> imagesByClaim = images.byClaim();
        Map<ObjectKey, Set<ObjectKey>> users = machines.users();
        Set<ObjectKey> keys = new HashSet<>();
        mirror.claims().all().forEach(claim -> keys.add(ObjectKey.of(claim)));
        mirror.dataVolumes().all().forEach(volume -> keys.add(ObjectKey.of(volume)));
        return keys.stream()
                .filter(key -> visible.in(key.namespace()))
                .filter(key -> project.isEmpty() || project.equals(key.namespace()))
                .flatMap(key ->
                        disk(key, users.getOrDefault(key, Set.of()), Optional.ofNullable(imagesByClaim.get(key)), sight)
                                .stream())
                .toList();
    }

    /** Returns a disk; {@link Missing} if there is none that the visitor may see. */
    StoredDisk find(Visit visit, ObjectKey key) {
        return Optional.of(key)
                .filter(found ->
                        rights.visible(visit.identity(), DiskList.KIND.right()).in(found.namespace()))
                .flatMap(found -> disk(
                        found,
                        machines.using(found),
                        Optional.ofNullable(images.byClaim().get(found)),
                        sight(visit)))
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

    private DiskUsers.Sight sight(Visit visit) {
        return new DiskUsers.Sight(
                rights.visible(visit.identity(), Ask.LIST_MACHINES), rights.visible(visit.identity(), Ask.LIST_IMAGES));
    }

    private Optional<StoredDisk> disk(
            ObjectKey key, Set<ObjectKey> users, Optional<ObjectKey> image, DiskUsers.Sight sight) {
        Optional<PersistentVolumeClaim> claim = mirror.claims().find(key);
        Optional<DataVolume> volume = mirror.dataVolumes().find(key);
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
                DiskUsers.of(users, machines::taken, image, sight),
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
