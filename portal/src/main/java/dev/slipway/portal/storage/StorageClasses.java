package dev.slipway.portal.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.Listed;
import dev.slipway.portal.lists.RowIndex;
import dev.slipway.portal.lists.Seen;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.machines.MachineFacts;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.tasks.Tasks;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds storage classes, and chooses the default one, as far as the visitor may. */
@Singleton
class StorageClasses implements Listed<StorageRow> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Ask CHANGE = Ask.of("patch", "storage.k8s.io", "storageclasses");

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final Rights rights;
    private final Tasks tasks;
    private final References claims;
    private final RowIndex<UsedClass, StorageRow> index;

    StorageClasses(ClusterConnection connection, ClusterMirror mirror, Rights rights, Tasks tasks, Pulse pulse) {
        this.connection = connection;
        this.mirror = mirror;
        this.rights = rights;
        this.tasks = tasks;
        this.index = new RowIndex<>(this::used, pulse);
        this.claims = mirror.claims().referring(StorageClasses::storage);
    }

    @PostConstruct
    void follow() {
        mirror.storageClasses().listen(index::touch);
        mirror.storageProfiles().listen(index::touch);
        claims.listen(index::touch);
        mirror.claims().listen(claim -> claims.from(claim).forEach(index::touch));
        mirror.storageClasses().keys().forEach(index::touch);
    }

    @Override
    public ListKind<StorageRow> kind() {
        return StorageList.KIND;
    }

    @Override
    public Seen<StorageRow> seen(Visit visit) {
        return index.seen(sight(visit));
    }

    /** Returns whether a visitor may see storage classes. */
    boolean mayList(Visit visit) {
        return rights.may(visit.identity(), StorageList.KIND.right(), "");
    }

    /** Returns a storage class; {@link Missing} if there is none that the visitor may see. */
    StorageRow find(Visit visit, String name) {
        return used(new ObjectKey("", name))
                .flatMap(sight(visit)::see)
                .orElseThrow(() -> new Missing(
                        "There is no storage class " + name + ".",
                        "Either it does not exist, or you may not see storage classes."));
    }

    private StorageSight sight(Visit visit) {
        return new StorageSight(mayList(visit), rights.visible(visit.identity(), Ask.LIST_CLAIMS));
    }

    private Optional<UsedClass> used(ObjectKey key) {
        return mirror.storageClasses()
                .find(key)
                .map(storage -> new UsedClass(
                        storage,
                        mirror.storageProfiles().find(key),
                        claims.to(key).stream()
                                .flatMap(claim -> mirror.claims().find(claim).stream())
                                .collect(Collectors.toMap(
                                        claim -> claim.getMetadata().getNamespace(),
                                        claim -> new StorageRow.Use(1, MachineRow.size(claim)),
                                        StorageRow.Use::plus))));
    }

    private static Set<ObjectKey> storage(PersistentVolumeClaim claim) {
        String name =
                claim.getSpec() == null ? "" : MachineFacts.text(claim.getSpec().getStorageClassName());
        return name.isEmpty() ? Set.of() : Set.of(new ObjectKey("", name));
    }

    /** Returns why a visitor cannot make a class the default; empty if he can. */
    String noChoice(Visit visit, StorageRow storage) {
        if (storage.usual()) {
            return "Disks that name no class get " + storage.name() + " already.";
        }
        return rights.may(visit.identity(), CHANGE, "")
                ? ""
                : "You may not choose the default: it needs the right to patch storageclasses in the whole cluster.";
    }

    /** Makes a class the one that disks get which name none, and no other. Returns why it was not done. */
    Optional<String> choose(Visit visit, StorageRow storage) {
        String not = noChoice(visit, storage);
        if (!not.isEmpty()) {
            return Optional.of(not);
        }
        // the new one first: with two the younger counts, with none disks without a class wait
        Stream<String> before = mirror.storageClasses().all().stream()
                .filter(StorageRow::isUsual)
                .map(found -> found.getMetadata().getName());
        List<String> order =
                Stream.concat(Stream.of(storage.name()), before).distinct().toList();
        for (String name : order) {
            ApiReply reply = connection.send(visit.identity(), mark(name, name.equals(storage.name())));
            if (!reply.succeeded()) {
                return Optional.of(
                        name.equals(storage.name())
                                ? reply.refusal()
                                : storage.name() + " is a default now, but so is " + name + " still: "
                                        + reply.refusal());
            }
        }
        tasks.wrote(visit.identity(), "Make default", "StorageClass", new ObjectKey("", storage.name()), "");
        return Optional.empty();
    }

    private static ApiRequest mark(String name, boolean usual) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").putObject("annotations").put(StorageRow.USUAL, Boolean.toString(usual));
        return ApiRequest.merge(
                "/apis/storage.k8s.io/v1/storageclasses/" + name + "?fieldManager=slipway-portal", patch.toString());
    }
}
