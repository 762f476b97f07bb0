package dev.slipway.portal.machines;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.util.Optional;

/** Takes, restores, deletes and clones as the user who asks for it. Each returns the sentence of the API if it refused. */
@Singleton
class SnapshotActions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SNAPSHOTS = "snapshot.kubevirt.io/v1beta1";
    private static final String CLONES = "clone.kubevirt.io/v1beta1";
    private static final String MACHINES = "kubevirt.io";

    private final ClusterConnection connection;
    private final Tasks tasks;

    SnapshotActions(ClusterConnection connection, Tasks tasks) {
        this.connection = connection;
        this.tasks = tasks;
    }

    Optional<String> take(Identity identity, ObjectKey machine, String name) {
        ObjectNode snapshot = object(SNAPSHOTS, "VirtualMachineSnapshot", machine.namespace());
        snapshot.withObjectProperty("metadata").put("name", name);
        refer(snapshot.putObject("spec").putObject("source"), MACHINES, "VirtualMachine", machine.name());
        return make(
                identity,
                machine,
                CopyGoal.Kind.SNAPSHOT,
                ApiRequest.post(path(SNAPSHOTS, machine.namespace(), "virtualmachinesnapshots"), snapshot.toString()));
    }

    Optional<String> restore(Identity identity, ObjectKey machine, String snapshot) {
        ObjectNode restore = object(SNAPSHOTS, "VirtualMachineRestore", machine.namespace());
        restore.withObjectProperty("metadata").put("generateName", snapshot + "-");
        ObjectNode spec = restore.putObject("spec").put("virtualMachineSnapshotName", snapshot);
        refer(spec.putObject("target"), MACHINES, "VirtualMachine", machine.name());
        return make(
                identity,
                machine,
                CopyGoal.Kind.RESTORE,
                ApiRequest.post(path(SNAPSHOTS, machine.namespace(), "virtualmachinerestores"), restore.toString()));
    }

    Optional<String> delete(Identity identity, ObjectKey machine, String snapshot) {
        ApiReply reply = connection.send(
                identity,
                ApiRequest.delete(
                        path(SNAPSHOTS, machine.namespace(), "virtualmachinesnapshots") + "/" + segment(snapshot),
                        "{}"));
        if (!reply.succeeded()) {
            return Optional.of(refusal(reply));
        }
        tasks.wrote(identity, "Delete snapshot", MachineTasks.KIND, machine, snapshot);
        return Optional.empty();
    }

    /**
     * Clones.
     *
     * @param snapshot the snapshot to clone from; empty for the machine as it is
     */
    Optional<String> copy(Identity identity, ObjectKey machine, String snapshot, String name) {
        ObjectNode clone = object(CLONES, "VirtualMachineClone", machine.namespace());
        clone.withObjectProperty("metadata").put("generateName", name + "-");
        ObjectNode spec = clone.putObject("spec");
        if (snapshot.isEmpty()) {
            refer(spec.putObject("source"), MACHINES, "VirtualMachine", machine.name());
        } else {
            refer(spec.putObject("source"), "snapshot.kubevirt.io", "VirtualMachineSnapshot", snapshot);
        }
        refer(spec.putObject("target"), MACHINES, "VirtualMachine", name);
        return make(
                identity,
                machine,
                CopyGoal.Kind.CLONE,
                ApiRequest.post(path(CLONES, machine.namespace(), "virtualmachineclones"), clone.toString()));
    }

    private static ObjectNode object(String version, String kind, String namespace) {
        ObjectNode object = JSON.createObjectNode().put("apiVersion", version).put("kind", kind);
        object.putObject("metadata").put("namespace", namespace);
        return object;
    }

    private static void refer(ObjectNode reference, String group, String kind, String name) {
        reference.put("apiGroup", group).put("kind", kind).put("name", name);
    }

    /** Makes an object whose end is the end of a task. */
    private Optional<String> make(Identity identity, ObjectKey machine, CopyGoal.Kind kind, ApiRequest request) {
        ApiReply reply = connection.send(identity, request);
        if (!reply.succeeded()) {
            return Optional.of(refusal(reply));
        }
        String name = reply.json().at("/metadata/name").asText();
        tasks.begin(identity, kind.action(), MachineTasks.KIND, machine, new CopyGoal(kind, name).text());
        return Optional.empty();
    }

    private static String refusal(ApiReply reply) {
        return switch (reply.status()) {
            case 0 -> reply.message() + " Nothing was changed.";
            case 403 -> "The cluster does not allow it: " + reply.message();
            case 404 -> "It is not there any more: " + reply.message();
            case 409 -> "There is one of that name already. Choose another name.";
            default -> "The cluster refused it (" + reply.status() + "): " + reply.message();
        };
    }

    private static String path(String version, String namespace, String plural) {
        return "/apis/" + version + "/namespaces/" + segment(namespace) + "/" + plural;
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
