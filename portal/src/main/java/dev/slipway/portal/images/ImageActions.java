package dev.slipway.portal.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes, fills again and deletes images as the user who asks for it; each is a task. */
@Singleton
class ImageActions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GROUP = "/apis/cdi.kubevirt.io/v1beta1/namespaces/";
    private static final String QUERY = "?fieldManager=slipway-portal&fieldValidation=Strict";
    private static final Duration GONE_WITHIN = Duration.ofSeconds(20);
    private static final Duration ASK_EVERY = Duration.ofMillis(250);
    private static final List<String> KEPT_BY_CLUSTER =
            List.of("resourceVersion", "uid", "creationTimestamp", "generation", "managedFields", "selfLink");

    private final ClusterConnection connection;
    private final Tasks tasks;

    ImageActions(ClusterConnection connection, Tasks tasks) {
        this.connection = connection;
        this.tasks = tasks;
    }

    /** Makes an image. Returns the sentence of the API if it refused; then there is nothing left of it. */
    Optional<String> create(Identity identity, ImageForm form) {
        ObjectKey key = new ObjectKey(form.project(), form.name());
        ApiReply volume = connection.send(
                identity,
                ApiRequest.post(
                        GROUP + segment(form.project()) + "/datavolumes" + QUERY,
                        ImageDraft.volume(form).toString()));
        if (!volume.succeeded()) {
            return Optional.of(refusal(volume, key));
        }
        ApiReply image = connection.send(
                identity,
                ApiRequest.post(
                        GROUP + segment(form.project()) + "/datasources" + QUERY,
                        ImageDraft.image(form).toString()));
        if (!image.succeeded()) {
            ApiReply undone = connection.send(identity, ApiRequest.delete(path("datavolumes", key), "{}"));
            return Optional.of(refusal(image, key)
                    + (undone.succeeded() ? "" : " Its disk " + key + " was made and could not be removed again."));
        }
        String what = form.upload() ? "Upload" : "Import";
        tasks.begin(identity, what, ImageTasks.KIND, key, ImageGoal.FILLED.text());
        return Optional.empty();
    }

    /** Makes the disk of an image anew, from the same source. Returns the sentence of the API if it refused. */
    Optional<String> retry(Identity identity, ImageFacts facts, DataVolume volume) {
        Task task = tasks.begin(identity, "Retry", ImageTasks.KIND, facts.key(), ImageGoal.FILLED.text());
        ObjectKey key = ObjectKey.of(volume);
        Optional<String> refused = replace(identity, key, fresh(volume));
        refused.ifPresent(sentence -> tasks.failed(task, sentence));
        return refused;
    }

    /** Deletes an image, and with it the disk that was filled for it. Returns the sentence of the API if it refused. */
    Optional<String> delete(Identity identity, ImageFacts facts) {
        Task task = tasks.begin(identity, "Delete", ImageTasks.KIND, facts.key(), ImageGoal.GONE.text());
        Optional<String> refused = facts.volume().isPresent()
                ? send(
                        identity,
                        ApiRequest.delete(
                                path("datavolumes", ObjectKey.of(facts.volume().get())), "{}"),
                        facts.key())
                : Optional.empty();
        if (refused.isEmpty()) {
            refused = send(identity, ApiRequest.delete(path("datasources", facts.key()), "{}"), facts.key());
        }
        refused.ifPresent(sentence -> tasks.failed(task, sentence));
        return refused;
    }

    /** A token for an upload, or why there is none now. */
    sealed interface Token {
        /** It is good for five minutes. */
        record Granted(String text) implements Token {}

        /** The sentence says why not; {@code passing} whether it may be there in a moment. */
        record Refused(int status, String sentence, boolean passing) implements Token {}
    }

    /** Asks for a token that uploads to the claim of an image. */
    Token token(Identity identity, ObjectKey claim) {
        ObjectNode request = JSON.createObjectNode()
                .put("apiVersion", "upload.cdi.kubevirt.io/v1beta1")
                .put("kind", "UploadTokenRequest");
        request.putObject("metadata").put("name", claim.name()).put("namespace", claim.namespace());
        request.putObject("spec").put("pvcName", claim.name());
        String path = "/apis/upload.cdi.kubevirt.io/v1beta1/namespaces/" + segment(claim.namespace())
                + "/uploadtokenrequests";
        ApiReply reply = connection.send(identity, ApiRequest.post(path, request.toString()));
        String token = reply.json().at("/status/token").asText("");
        if (reply.succeeded() && !token.isEmpty()) {
            return new Token.Granted(token);
        }
        return switch (reply.status()) {
            case 0 -> new Token.Refused(503, reply.message(), true);
            case 403 ->
                new Token.Refused(
                        403,
                        "You may not upload in project " + claim.namespace()
                                + ": it needs the right to create uploadtokenrequests (upload.cdi.kubevirt.io).",
                        false);
            case 404 -> new Token.Refused(503, "The place for the file is not there yet: " + reply.message(), true);
            case 409, 503 -> new Token.Refused(503, reply.message(), true);
            default -> new Token.Refused(502, "The cluster gives no upload token: " + reply.message(), false);
        };
    }

    private Optional<String> replace(Identity identity, ObjectKey key, ObjectNode fresh) {
        ApiReply deleted = connection.send(identity, ApiRequest.delete(path("datavolumes", key), "{}"));
        if (!deleted.succeeded() && deleted.status() != 404) {
            return Optional.of(refusal(deleted, key));
        }
        if (!gone(identity, key)) {
            return Optional.of("The failed disk " + key + " is still being removed after " + GONE_WITHIN.toSeconds()
                    + " s. Try again in a minute.");
        }
        String collection = GROUP + segment(key.namespace()) + "/datavolumes" + QUERY;
        return send(identity, ApiRequest.post(collection, fresh.toString()), key);
    }

    private boolean gone(Identity identity, ObjectKey key) {
        long deadline = System.nanoTime() + GONE_WITHIN.toNanos();
        while (connection
                        .send(identity, ApiRequest.get(path("datavolumes", key)))
                        .status()
                != 404) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(ASK_EVERY);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Returns a DataVolume as it was when somebody made it. */
    private static ObjectNode fresh(DataVolume volume) {
        ObjectNode fresh = JSON.valueToTree(volume);
        fresh.remove("status");
        JsonNode metadata = fresh.get("metadata");
        if (metadata instanceof ObjectNode object) {
            object.remove(KEPT_BY_CLUSTER);
            object.remove("finalizers");
            object.remove("ownerReferences");
        }
        return fresh;
    }

    private Optional<String> send(Identity identity, ApiRequest request, ObjectKey key) {
        ApiReply reply = connection.send(identity, request);
        return reply.succeeded() ? Optional.empty() : Optional.of(refusal(reply, key));
    }

    private static String refusal(ApiReply reply, ObjectKey key) {
        return switch (reply.status()) {
            case 0 -> reply.message() + " Nothing was changed.";
            case 403 -> "You may not do this in project " + key.namespace() + ": " + reply.message();
            case 404 ->
                "There is no project " + key.namespace() + ", or " + key.name() + " is gone meanwhile: "
                        + reply.message();
            case 409 ->
                "There is a disk or image " + key.name() + " in project " + key.namespace()
                        + " already. Choose another name.";
            default -> "The cluster refused it (" + reply.status() + "): " + reply.message();
        };
    }

    /** Returns the path of an object of CDI in the API. */
    static String path(String plural, ObjectKey key) {
        return GROUP + segment(key.namespace()) + "/" + plural + "/" + segment(key.name());
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
