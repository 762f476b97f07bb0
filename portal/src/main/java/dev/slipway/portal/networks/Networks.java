package dev.slipway.portal.networks;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Newcomers;
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
import dev.slipway.portal.machines.MachineState;
import dev.slipway.portal.tasks.Tasks;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds networks, as far as the visitor may. */
@Singleton
class Networks implements Listed<NetworkRow> {
    /** Makes networks. */
    static final Ask CREATE = Ask.of("create", "k8s.cni.cncf.io", "network-attachment-definitions");

    private static final Ask DELETE = Ask.of("delete", "k8s.cni.cncf.io", "network-attachment-definitions");

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final Rights rights;
    private final Tasks tasks;
    private final Newcomers newcomers;
    private final References attached;
    private final RowIndex<NetworkRow, NetworkRow> index;

    Networks(
            ClusterConnection connection,
            ClusterMirror mirror,
            Rights rights,
            Tasks tasks,
            Newcomers newcomers,
            Pulse pulse) {
        this.connection = connection;
        this.tasks = tasks;
        this.newcomers = newcomers;
        this.mirror = mirror;
        this.rights = rights;
        this.index = new RowIndex<>(this::row, pulse);
        this.attached = mirror.machines().referring(Networks::networks);
    }

    @PostConstruct
    void follow() {
        mirror.attachments().listen(index::touch);
        attached.listen(index::touch);
        mirror.attachments().keys().forEach(index::touch);
    }

    @Override
    public ListKind<NetworkRow> kind() {
        return NetworkList.KIND;
    }

    @Override
    public Seen<NetworkRow> seen(Visit visit) {
        return index.seen(sight(visit));
    }

    /** Returns a network; {@link Missing} if there is none that the visitor may see. */
    NetworkRow find(Visit visit, ObjectKey key) {
        return newcomers
                .find(visit, NetworkList.KIND.right(), key, path(key), () -> row(key).flatMap(sight(visit)::see))
                .orElseThrow(() -> new Missing(
                        "There is no network " + key.name() + " in " + key.namespace() + ".",
                        "Either it does not exist, or you may not see it."));
    }

    private NetworkSight sight(Visit visit) {
        return new NetworkSight(
                rights.visible(visit.identity(), NetworkList.KIND.right()),
                rights.visible(visit.identity(), Ask.LIST_MACHINES));
    }

    /** Returns why a visitor may not delete networks of a project; empty if he may. */
    String noDelete(Visit visit, String project) {
        return rights.may(visit.identity(), DELETE, project) ? "" : DELETE.lackedIn(project);
    }

    /** Makes a network. Returns why it was not made. */
    Optional<String> create(Visit visit, NetworkWish wish) {
        if (!rights.may(visit.identity(), CREATE, wish.project())) {
            return Optional.of(CREATE.lackedIn(wish.project()));
        }
        return sent(
                visit,
                ApiRequest.post(collection(wish.project()) + "?fieldManager=slipway-portal", wish.json()),
                "Create network",
                new ObjectKey(wish.project(), wish.name()));
    }

    /** Deletes a network. Returns why it was not deleted. */
    Optional<String> delete(Visit visit, NetworkRow network) {
        ObjectKey key = network.key();
        return sent(visit, ApiRequest.delete(path(key), "{}"), "Delete network", key);
    }

    private Optional<String> sent(Visit visit, ApiRequest request, String action, ObjectKey key) {
        ApiReply reply = connection.send(visit.identity(), request);
        if (reply.succeeded()) {
            tasks.wrote(visit.identity(), action, "NetworkAttachmentDefinition", key, "");
            return Optional.empty();
        }
        return Optional.of(reply.refusal());
    }

    private static String collection(String project) {
        return "/apis/k8s.cni.cncf.io/v1/namespaces/" + URLEncoder.encode(project, UTF_8)
                + "/network-attachment-definitions";
    }

    private static String path(ObjectKey key) {
        return collection(key.namespace()) + "/" + URLEncoder.encode(key.name(), UTF_8);
    }

    private static Set<ObjectKey> networks(VirtualMachine vm) {
        List<Network> networks = list(Optional.ofNullable(vm.getSpec())
                .map(spec -> spec.template())
                .map(template -> template.spec())
                .map(spec -> spec.networks())
                .orElse(null));
        return networks.stream()
                .filter(network -> network.multus() != null)
                .map(network -> key(
                        text(network.multus().networkName()), vm.getMetadata().getNamespace()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A network without namespace is in that of the machine. */
    private static ObjectKey key(String name, String namespace) {
        int slash = name.indexOf('/');
        return slash < 0
                ? new ObjectKey(namespace, name)
                : new ObjectKey(name.substring(0, slash), name.substring(slash + 1));
    }

    /** Works out a network with all machines that are attached to it. */
    private Optional<NetworkRow> row(ObjectKey key) {
        return mirror.attachments().find(key).map(network -> {
            String config =
                    network.getSpec() == null ? "" : text(network.getSpec().config());
            return NetworkRow.of(
                    key,
                    NetworkPlan.of(config),
                    config,
                    attached.to(key),
                    MachineState.time(network.getMetadata().getCreationTimestamp())
                            .orElse(Instant.EPOCH));
        });
    }
}
