package dev.slipway.portal.exports;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Newcomers;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds, makes and ends exports, as far as the visitor may. */
@Singleton
class Exports {
    /** Makes exports. */
    static final Ask CREATE = Ask.of("create", "export.kubevirt.io", "virtualmachineexports");

    private static final String API = "export.kubevirt.io/v1";
    private static final String KIND = "VirtualMachineExport";
    private static final Ask READ_TOKEN = Ask.of("get", "", "secrets");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final Rights rights;
    private final Tasks tasks;
    private final Newcomers newcomers;

    Exports(ClusterConnection connection, ClusterMirror mirror, Rights rights, Tasks tasks, Newcomers newcomers) {
        this.connection = connection;
        this.mirror = mirror;
        this.rights = rights;
        this.tasks = tasks;
        this.newcomers = newcomers;
    }

    /** Returns the exports that a visitor may see, the newest first; {@code project} limits them unless it is empty. */
    List<ExportRow> visible(Visit visit, String project) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_EXPORTS);
        return mirror.exports().all().stream()
                .filter(export -> visible.in(export.getMetadata().getNamespace()))
                .filter(export ->
                        project.isEmpty() || project.equals(export.getMetadata().getNamespace()))
                .sorted(Comparator.comparing((dev.slipway.api.export.VirtualMachineExport export) ->
                                export.getMetadata().getCreationTimestamp())
                        .reversed())
                .map(ExportRow::of)
                .toList();
    }

    /** Returns an export that the visitor may see. */
    Optional<ExportRow> find(Visit visit, ObjectKey key) {
        return rights.visible(visit.identity(), Ask.LIST_EXPORTS).in(key.namespace())
                ? mirror.exports().find(key).map(ExportRow::of)
                : Optional.empty();
    }

    /** Returns an export; {@link Missing} if there is none that the visitor may see. */
    ExportRow row(Visit visit, ObjectKey key) {
        return newcomers
                .find(visit, Ask.LIST_EXPORTS, key, path(key), () -> find(visit, key))
                .orElseThrow(() -> new Missing(
                        "There is no export " + key.name() + " in " + key.namespace() + ".",
                        "It may have ended: an export lives for two hours unless it was asked for longer."));
    }

    /** Returns what the page of an export shows. */
    ExportPage page(Visit visit, ExportRow row) {
        String left = row.left(Instant.now()).map(Formats::span).orElse("");
        if (row.secret().isEmpty()) {
            return new ExportPage(row, visit.csrf(), left, "", "The token is not there yet.");
        }
        if (!rights.may(visit.identity(), READ_TOKEN, row.key().namespace())) {
            return new ExportPage(
                    row, visit.csrf(), left, "", READ_TOKEN.lackedIn(row.key().namespace()));
        }
        ApiReply reply = connection.send(
                visit.identity(),
                ApiRequest.get("/api/v1/namespaces/" + row.key().namespace() + "/secrets/" + row.secret()));
        String token = reply.json().at("/data/token").asText("");
        return token.isEmpty()
                ? new ExportPage(row, visit.csrf(), left, "", "The token cannot be read: " + reply.message())
                : new ExportPage(
                        row, visit.csrf(), left, new String(Base64.getDecoder().decode(token), UTF_8), "");
    }

    /** Returns why a visitor may not export in a project; empty if so. */
    Optional<String> obstacle(Visit visit, String project) {
        return rights.may(visit.identity(), CREATE, project) ? Optional.empty() : Optional.of(CREATE.lackedIn(project));
    }

    /**
     * Makes an export. Returns the sentence of the API if it refused.
     *
     * @param hours time after which it ends
     */
    Optional<String> create(Visit visit, ObjectKey export, ExportSource source, String name, int hours) {
        ObjectNode object = JSON.createObjectNode().put("apiVersion", API).put("kind", KIND);
        object.putObject("metadata").put("name", export.name()).put("namespace", export.namespace());
        ObjectNode spec = object.putObject("spec").put("ttlDuration", hours + "h");
        ObjectNode reference =
                spec.putObject("source").put("kind", source.kind()).put("name", name);
        reference.put("apiGroup", source.group());
        ApiReply reply = connection.send(
                visit.identity(),
                ApiRequest.post(
                        collection(export.namespace()) + "?fieldManager=slipway-portal&fieldValidation=Strict",
                        object.toString()));
        if (reply.succeeded()) {
            tasks.wrote(visit.identity(), "Export", KIND, export, source.noun() + " " + name);
            return Optional.empty();
        }
        return Optional.of(
                reply.status() == 409
                        ? "There is an export " + export.name() + " already. Choose another name."
                        : refusal(reply));
    }

    /** Ends an export. Returns the sentence of the API if it refused. */
    Optional<String> delete(Visit visit, ObjectKey export) {
        ApiReply reply = connection.send(visit.identity(), ApiRequest.delete(path(export), "{}"));
        if (reply.succeeded()) {
            tasks.wrote(visit.identity(), "End export", KIND, export, "");
            return Optional.empty();
        }
        return Optional.of(refusal(reply));
    }

    private static String refusal(ApiReply reply) {
        return switch (reply.status()) {
            case 0 -> reply.message() + " Nothing was changed.";
            case 403 -> "The cluster does not allow it: " + reply.message();
            default -> "The cluster refused it: " + reply.message();
        };
    }

    private static String path(ObjectKey export) {
        return collection(export.namespace()) + "/" + URLEncoder.encode(export.name(), UTF_8);
    }

    private static String collection(String namespace) {
        return "/apis/" + API + "/namespaces/" + namespace + "/virtualmachineexports";
    }
}
