package dev.slipway.portal.machines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Writes what machines shall be, as the user who wants it, and never over what somebody else has written meanwhile. */
@Singleton
public class MachineWriter {
    private static final int ATTEMPTS = 4;
    private static final int CONFLICT = 409;
    private static final String STRICTLY = "?fieldManager=slipway-portal&fieldValidation=Strict";

    private final ClusterConnection connection;
    private final Tasks tasks;

    MachineWriter(ClusterConnection connection, Tasks tasks) {
        this.connection = connection;
        this.tasks = tasks;
    }

    /**
     * Makes a machine.
     *
     * @param origin of what, for the task log
     * @return the sentence why it was not made
     */
    public Optional<String> make(Identity identity, ObjectKey key, JsonNode machine, String origin) {
        ApiReply reply = connection.send(
                identity,
                ApiRequest.post(
                        "/apis/kubevirt.io/v1/namespaces/" + key.namespace() + "/virtualmachines" + STRICTLY,
                        machine.toString()));
        if (!reply.succeeded()) {
            return Optional.of(notMade(key, reply));
        }
        tasks.wrote(identity, "Create", MachineTasks.KIND, key, origin);
        return Optional.empty();
    }

    private static String notMade(ObjectKey key, ApiReply reply) {
        return switch (reply.status()) {
            case 0 -> reply.message() + " Nothing was created.";
            case 403 -> "You may not create machines in project " + key.namespace() + ": " + reply.message();
            case 404 -> "There is no project " + key.namespace() + ". Choose another.";
            case CONFLICT ->
                "There is a machine " + key.name() + " in project " + key.namespace()
                        + " already. Choose another name.";
            default -> reply.message();
        };
    }

    /**
     * Changes a machine; what somebody else changes at the same time is kept.
     *
     * @param word what was done, for the task log
     * @param sentence with what, for the task log
     * @param change from the machine as it is to the machine as it shall be
     * @return the sentence of the API if it refused
     */
    public Optional<String> change(
            Identity identity, ObjectKey key, String word, String sentence, UnaryOperator<ObjectNode> change) {
        return change(identity, key, word, sentence, _ -> Optional.empty(), change);
    }

    /**
     * Changes a machine, unless something speaks against it as it is by now.
     *
     * @param objection from the machine as it is to the sentence why it shall not be changed
     */
    Optional<String> change(
            Identity identity,
            ObjectKey key,
            String word,
            String sentence,
            Function<ObjectNode, Optional<String>> objection,
            UnaryOperator<ObjectNode> change) {
        for (int attempt = 1; ; attempt++) {
            ApiReply read = read(identity, key);
            if (!read.succeeded()) {
                return Optional.of(refusal(read));
            }
            ObjectNode now = MachineYaml.editable(read.json());
            Optional<String> objected = objection.apply(now);
            if (objected.isPresent()) {
                return objected;
            }
            ApiReply written =
                    write(identity, key, read.json(), Difference.mergePatch(now, change.apply(now.deepCopy())), false);
            if (written.succeeded()) {
                tasks.wrote(identity, word, MachineTasks.KIND, key, sentence);
                return Optional.empty();
            }
            if (written.status() != CONFLICT || attempt == ATTEMPTS) {
                return Optional.of(refusal(written));
            }
        }
    }

    /** Asks a subresource of a machine to change it. Returns the sentence of the API if it refused. */
    public Optional<String> ask(
            Identity identity, ObjectKey key, String subresource, ObjectNode options, String word, String sentence) {
        ApiReply reply = connection.send(
                identity,
                ApiRequest.put(
                        MachineActions.subresource("virtualmachines", key) + "/" + subresource, options.toString()));
        if (!reply.succeeded()) {
            return Optional.of(refusal(reply));
        }
        tasks.wrote(identity, word, MachineTasks.KIND, key, sentence);
        return Optional.empty();
    }

    /** Asks for a machine as it is now. */
    ApiReply read(Identity identity, ObjectKey key) {
        return connection.send(identity, ApiRequest.get(MachineActions.machine(key)));
    }

    /** Writes a merge patch that holds for the machine as it was read, and for no other. */
    ApiReply write(Identity identity, ObjectKey key, JsonNode read, ObjectNode patch, boolean dryRun) {
        patch.withObject("/metadata")
                .put("resourceVersion", read.at("/metadata/resourceVersion").asText());
        String query = STRICTLY + (dryRun ? "&dryRun=All" : "");
        return connection.send(identity, ApiRequest.merge(MachineActions.machine(key) + query, patch.toString()));
    }

    private static String refusal(ApiReply reply) {
        return switch (reply.status()) {
            case 0 -> reply.message() + " Nothing was changed.";
            case 403 -> "The cluster does not allow it: " + reply.message();
            case 404 -> "The machine is not there any more: " + reply.message();
            case CONFLICT -> "Somebody changes the machine at the same time: " + reply.message();
            default -> "The cluster refused it: " + reply.message();
        };
    }
}
