package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.admission.OnBehalf;
import dev.slipway.machine.admission.Verdict;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.machine.template.ProcessedTemplate;
import dev.slipway.machine.template.TemplateProblem;
import dev.slipway.vncproxy.relay.VirtualThreads;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The aggregated API subresources.template.kubevirt.io: {@code process} shows the machine that comes of a template, {@code create}
 * stores it. Source: virt-template v0.2.0, {@code internal/apiserver/storage}; where that answers 500 for what a user did, this
 * says what it was.
 */
public final class TemplateApi {
    /** The group. */
    public static final String GROUP = "subresources.template.kubevirt.io";

    /** Its versions, the preferred one first. */
    public static final List<String> VERSIONS = List.of("v1beta1", "v1alpha1");

    /** What may be asked of a template. */
    public static final List<String> ACTIONS = List.of("create", "process");

    /** The resource. */
    public static final String TEMPLATES = "virtualmachinetemplates";

    private static final String ROOT = "/apis/" + GROUP;
    private static final String STORED_GROUP = "template.kubevirt.io";

    private final Vertx vertx;
    private final KubernetesClient client;
    private final StoredFacts facts;
    private final Authorization authorization;
    private final SecureRandom random = new SecureRandom();

    /** Serves with the rights of {@code client}: to review access, to read templates, to make machines. */
    public TemplateApi(Vertx vertx, KubernetesClient client) {
        this.vertx = vertx;
        this.client = client;
        this.facts = new StoredFacts(client);
        this.authorization = new Authorization(client);
    }

    /** Returns the routes below {@code /apis/subresources.template.kubevirt.io}; their bodies must not have been read. */
    public Router router() {
        Router router = Router.router(vertx);
        router.get(ROOT)
                .handler(context ->
                        StatusReply.json(context.response(), 200, DiscoveryDocuments.group(GROUP, VERSIONS)));
        for (String version : VERSIONS) {
            router.get(ROOT + "/" + version)
                    .handler(context -> StatusReply.json(context.response(), 200, resources(version)));
            for (String action : ACTIONS) {
                router.post(ROOT + "/" + version + "/namespaces/:namespace/" + TEMPLATES + "/:name/" + action)
                        .handler(context -> serve(context, version, action));
            }
        }
        return router;
    }

    private static JsonObject resources(String version) {
        JsonArray resources = new JsonArray();
        ACTIONS.forEach(action -> resources.add(DiscoveryDocuments.resource(TEMPLATES + "/" + action, "create")
                .put("kind", "ProcessedVirtualMachineTemplate")));
        return DiscoveryDocuments.resources(GROUP, version, resources);
    }

    private void serve(RoutingContext context, String version, String action) {
        Optional<RemoteUser> user = RemoteUser.of(context.request().headers());
        if (user.isEmpty()) {
            StatusReply.send(context.response(), RemoteUser.missing());
            return;
        }
        SubresourcePath path = new SubresourcePath(
                GROUP,
                version,
                context.pathParam("namespace"),
                TEMPLATES,
                context.pathParam("name"),
                action,
                List.of());
        SubresourceApi.whole(context.request())
                .compose(body -> VirtualThreads.call(vertx, () -> answer(user.get(), path, body)))
                .onSuccess(answer -> answer.send(context.response()))
                .onFailure(e -> fail(context.response(), e));
    }

    /** What the API server refused, a machine that is wrong for example, is told in its own words. */
    private void fail(HttpServerResponse response, Throwable e) {
        if (e instanceof KubernetesClientException refused
                && refused.getStatus() != null
                && refused.getStatus().getCode() != null
                && refused.getStatus().getMessage() != null) {
            StatusReply.json(
                    response,
                    refused.getStatus().getCode(),
                    new JsonObject(client.getKubernetesSerialization().asJson(refused.getStatus())));
        } else {
            StatusReply.send(response, SubresourceApi.failure(e));
        }
    }

    /** What is sent. */
    private sealed interface Answer {
        /** Sends it. */
        void send(HttpServerResponse response);

        /** It is not done. */
        record No(Refusal why, String group) implements Answer {
            @Override
            public void send(HttpServerResponse response) {
                StatusReply.send(response, why, group);
            }
        }

        /** The template is wrong. */
        record Wrong(String name, List<TemplateProblem> problems) implements Answer {
            @Override
            public void send(HttpServerResponse response) {
                String all = problems.stream().map(TemplateProblem::sentence).collect(Collectors.joining(", "));
                JsonArray causes = new JsonArray();
                problems.forEach(problem -> causes.add(new JsonObject()
                        .put("reason", problem.reason())
                        .put("message", problem.message())
                        .put("field", problem.field())));
                String message = "VirtualMachineTemplate." + STORED_GROUP + " \"" + name + "\" is invalid: "
                        + (problems.size() == 1 ? all : "[" + all + "]");
                StatusReply.invalid(
                        response,
                        new Refusal(422, "Invalid", "VirtualMachineTemplate", name, message),
                        STORED_GROUP,
                        causes);
            }
        }

        /** The machine. */
        record Processed(JsonObject document, List<String> warnings) implements Answer {
            @Override
            public void send(HttpServerResponse response) {
                warnings.forEach(warning -> response.headers()
                        .add(
                                "Warning",
                                "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
                StatusReply.json(response, 200, document);
            }
        }
    }

    private Answer answer(RemoteUser user, SubresourcePath path, Buffer body) {
        Optional<Refusal> forbidden = authorization.refusal(user, HttpMethod.POST, path);
        if (forbidden.isPresent()) {
            return new Answer.No(forbidden.get(), GROUP);
        }
        Map<String, String> chosen;
        try {
            chosen = parameters(body);
        } catch (IllegalArgumentException e) {
            return new Answer.No(Refusal.badRequest("error parsing ProcessOptions: " + e.getMessage()), STORED_GROUP);
        }
        Optional<JsonNode> template = facts.find(STORED_GROUP, TEMPLATES, path.namespace(), path.name());
        if (template.isEmpty()) {
            return new Answer.No(
                    new Refusal(
                            404,
                            "NotFound",
                            TEMPLATES,
                            path.name(),
                            TEMPLATES + "." + STORED_GROUP + " \"" + path.name() + "\" not found"),
                    STORED_GROUP);
        }
        return switch (ProcessedTemplate.of(template.get(), chosen, random::nextInt)) {
            case ProcessedTemplate.NoSuchParameter(String sentence) ->
                new Answer.No(
                        new Refusal(
                                409,
                                "Conflict",
                                "VirtualMachineTemplate",
                                path.name(),
                                "Operation cannot be fulfilled on VirtualMachineTemplate." + STORED_GROUP + " \""
                                        + path.name() + "\": " + sentence),
                        STORED_GROUP);
            case ProcessedTemplate.Unusable(List<TemplateProblem> problems) -> new Answer.Wrong(path.name(), problems);
            case ProcessedTemplate.Machine machine -> processed(user, path, machine);
        };
    }

    private Answer processed(RemoteUser user, SubresourcePath path, ProcessedTemplate.Machine made) {
        ObjectNode machine = made.machine();
        if (path.subresource().equals("create")) {
            // A template must not clone disks that its user may not clone.
            Optional<Verdict.Denied> denied =
                    OnBehalf.mark(machine, path.namespace(), user.name(), user.groups(), facts);
            if (denied.isPresent()) {
                return new Answer.No(
                        new Refusal(
                                403,
                                "Forbidden",
                                TEMPLATES,
                                path.name(),
                                denied.get().message()),
                        GROUP);
            }
            machine = stored(path.namespace(), machine);
        }
        JsonObject document = new JsonObject()
                .put("kind", "ProcessedVirtualMachineTemplate")
                .put("apiVersion", GROUP + "/" + path.version())
                .put(
                        "templateRef",
                        new JsonObject().put("namespace", path.namespace()).put("name", path.name()))
                .put("virtualMachine", new JsonObject(machine.toString()));
        if (!made.message().isEmpty()) {
            document.put("message", made.message());
        }
        return new Answer.Processed(document, made.warnings());
    }

    private ObjectNode stored(String namespace, ObjectNode machine) {
        GenericKubernetesResource made = facts.resources("kubevirt.io", SubresourcePath.MACHINES, true)
                .inNamespace(namespace)
                .resource(client.getKubernetesSerialization()
                        .unmarshal(machine.toString(), GenericKubernetesResource.class))
                .create();
        return client.getKubernetesSerialization().convertValue(made, ObjectNode.class);
    }

    /** Returns the chosen values; a body that is none chooses nothing. */
    private Map<String, String> parameters(Buffer body) {
        if (body.toString().isBlank()) {
            return Map.of();
        }
        JsonNode options;
        try {
            options = client.getKubernetesSerialization().unmarshal(body.toString(), JsonNode.class);
        } catch (KubernetesClientException e) {
            throw new IllegalArgumentException("the body is neither JSON nor YAML; send {\"parameters\": {…}}", e);
        }
        JsonNode given = options.path("parameters");
        if (!options.isObject() || !(given.isMissingNode() || given.isNull() || given.isObject())) {
            throw new IllegalArgumentException(
                    "parameters is no object; write {\"parameters\": {\"NAME\": \"value\"}}");
        }
        Map<String, String> chosen = new HashMap<>();
        for (Map.Entry<String, JsonNode> parameter : given.properties()) {
            if (!parameter.getValue().isTextual()) {
                throw new IllegalArgumentException("parameters." + parameter.getKey() + " is " + parameter.getValue()
                        + "; values are texts, put it in quotes");
            }
            chosen.put(parameter.getKey(), parameter.getValue().asText());
        }
        return chosen;
    }
}
