package dev.slipway.portal.machines;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Carries out actions on machines as the user who asks for them; each is a task. */
@Singleton
class MachineActions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final MachineIndex index;
    private final Tasks tasks;

    MachineActions(ClusterConnection connection, ClusterMirror mirror, MachineIndex index, Tasks tasks) {
        this.connection = connection;
        this.mirror = mirror;
        this.index = index;
        this.tasks = tasks;
    }

    /** Asks the API for an action; deleting keeps all disks that belong to nobody. Returns the sentence of the API if it refused. */
    Optional<String> perform(Identity identity, MachineFacts facts, Action action) {
        return action == Action.DELETE
                ? delete(identity, facts, Set.of())
                : attempt(identity, facts, action, () -> send(identity, request(facts.key(), action)));
    }

    /**
     * Moves a machine.
     *
     * @param node node to move it to; empty for any
     */
    Optional<String> migrate(Identity identity, MachineFacts facts, String node) {
        ObjectNode options = JSON.createObjectNode();
        if (!node.isEmpty()) {
            options.putObject("addedNodeSelector").put("kubernetes.io/hostname", node);
        }
        String address = subresource("virtualmachines", facts.key()) + "/migrate";
        return attempt(
                identity, facts, Action.MIGRATE, () -> send(identity, ApiRequest.put(address, options.toString())));
    }

    /**
     * Deletes a machine.
     *
     * @param deleted claims of the disks that go with it; the others are kept
     */
    Optional<String> delete(Identity identity, MachineFacts facts, Set<String> deleted) {
        List<DiskFate> disks = DiskFate.of(facts, index::users);
        return attempt(identity, facts, Action.DELETE, () -> {
            for (DiskFate disk : disks) {
                if (disk.owned() && !deleted.contains(disk.claim())) {
                    Optional<String> refused = keep(identity, facts, disk);
                    if (refused.isPresent()) {
                        return refused;
                    }
                }
            }
            Optional<String> refused = send(identity, ApiRequest.delete(machine(facts.key()), precondition(facts)));
            if (refused.isPresent()) {
                return refused;
            }
            for (DiskFate disk : disks) {
                if (!disk.owned() && disk.deletable() && deleted.contains(disk.claim())) {
                    Optional<String> kept =
                            send(identity, ApiRequest.delete(disk(facts.key().namespace(), disk), "{}"));
                    if (kept.isPresent()) {
                        return Optional.of("The machine is going, but disk " + disk.claim() + " stays: " + kept.get());
                    }
                }
            }
            return Optional.empty();
        });
    }

    private interface Attempt {
        Optional<String> run();
    }

    private Optional<String> attempt(Identity identity, MachineFacts facts, Action action, Attempt attempt) {
        Goal goal = Goal.of(action, facts);
        Task task = tasks.begin(identity, action.word(), MachineTasks.KIND, facts.key(), goal.text());
        Optional<String> refused = attempt.run();
        refused.ifPresent(sentence -> tasks.failed(task, sentence));
        return refused;
    }

    private Optional<String> send(Identity identity, ApiRequest request) {
        ApiReply reply = connection.send(identity, request);
        if (reply.succeeded()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (reply.status()) {
                    case 0 -> reply.message() + " Nothing was changed.";
                    case 403 -> "The cluster does not allow it: " + reply.message();
                    case 404 -> "The machine or its instance is not there any more: " + reply.message();
                    case 409 -> "The state has changed meanwhile: " + reply.message();
                    default -> "The cluster refused it (" + reply.status() + "): " + reply.message();
                });
    }

    /** Takes a disk out of the hands of its machine, so that it stays. */
    private Optional<String> keep(Identity identity, MachineFacts facts, DiskFate disk) {
        ObjectKey key = new ObjectKey(facts.key().namespace(), disk.claim());
        ObjectNode patch = JSON.createObjectNode();
        ArrayNode owners = patch.putObject("metadata").putArray("ownerReferences");
        mirror.dataVolumes()
                .find(key)
                .ifPresent(volume -> volume.getMetadata().getOwnerReferences().stream()
                        .filter(owner ->
                                !owner.getUid().equals(facts.vm().getMetadata().getUid()))
                        .forEach(owner -> owners.add(JSON.valueToTree(owner))));
        return send(identity, ApiRequest.merge(disk(key.namespace(), disk), patch.toString()))
                .map(sentence -> "Disk " + disk.claim() + " could not be kept, so nothing was deleted. " + sentence);
    }

    private static ApiRequest request(ObjectKey key, Action action) {
        String machine = subresource("virtualmachines", key);
        String instance = subresource("virtualmachineinstances", key);
        return switch (action) {
            case START -> ApiRequest.put(machine + "/start", "{}");
            case SHUT_DOWN -> ApiRequest.put(machine + "/stop", "{}");
            case POWER_OFF -> ApiRequest.put(machine + "/stop", "{\"gracePeriod\":0}");
            case RESTART -> ApiRequest.put(machine + "/restart", "{}");
            case PAUSE -> ApiRequest.put(instance + "/pause", "{}");
            case RESUME -> ApiRequest.put(instance + "/unpause", "{}");
            case MIGRATE -> ApiRequest.put(machine + "/migrate", "{}");
            case RESET -> ApiRequest.put(instance + "/reset", "{}");
            case DELETE -> throw new IllegalArgumentException("deleting is more than one request");
        };
    }

    private static String precondition(MachineFacts facts) {
        ObjectNode options =
                JSON.createObjectNode().put("kind", "DeleteOptions").put("apiVersion", "v1");
        options.putObject("preconditions").put("uid", facts.vm().getMetadata().getUid());
        return options.toString();
    }

    /** Returns the path of a machine's object. */
    static String machine(ObjectKey key) {
        return "/apis/kubevirt.io/v1/namespaces/" + segment(key.namespace()) + "/virtualmachines/"
                + segment(key.name());
    }

    /** Returns the path under which a machine or instance has its subresources. */
    static String subresource(String resource, ObjectKey key) {
        return "/apis/subresources.kubevirt.io/v1/namespaces/" + segment(key.namespace()) + "/" + resource + "/"
                + segment(key.name());
    }

    private static String disk(String namespace, DiskFate disk) {
        return disk.dataVolume()
                ? "/apis/cdi.kubevirt.io/v1beta1/namespaces/" + segment(namespace) + "/datavolumes/"
                        + segment(disk.claim())
                : "/api/v1/namespaces/" + segment(namespace) + "/persistentvolumeclaims/" + segment(disk.claim());
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
