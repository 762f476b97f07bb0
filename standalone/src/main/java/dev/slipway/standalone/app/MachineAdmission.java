package dev.slipway.standalone.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.machine.admission.InstanceInstructions;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.standalone.apiserver.access.AccessObjects;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Attributes.Target.Resource;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lets the embedded API server ask the same admission as the operator's webhook on a cluster. */
final class MachineAdmission implements Admission, ClusterFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GroupResource INSTALLATIONS = new GroupResource("kubevirt.io", "kubevirts");

    private volatile @Nullable AccessObjects objects;
    private volatile @Nullable Authorizer authorizer;
    private volatile @Nullable InstanceInstructions instructions;

    /** Says where stored objects are read; called before the first write. */
    void reads(AccessObjects stored) {
        this.objects = stored;
    }

    /** Says who knows the rights of users; called before the first write. */
    void asks(Authorizer rights) {
        this.authorizer = rights;
    }

    /** Says who carries out what a verdict wants of an instance; called before the first guest runs. */
    void instructs(InstanceInstructions by) {
        this.instructions = by;
    }

    private boolean tell(String namespace, String instance, JsonNode patch) {
        InstanceInstructions by = instructions;
        return by != null && by.tell(namespace, instance, patch);
    }

    @Override
    public boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation) {
        Caller caller = new Caller(user, "", groups, Map.of());
        Authorizer rights = authorizer;
        Resource resource = new Resource(
                creation.group(),
                "",
                creation.resource(),
                creation.subresource(),
                creation.namespace(),
                creation.name());
        return rights != null
                && rights.authorize(new Attributes(caller, "create", resource)) instanceof Authorizer.Decision.Allowed;
    }

    @Override
    public Verdict review(Review review) {
        dev.slipway.machine.admission.Verdict verdict = dev.slipway.machine.admission.Admission.review(
                new dev.slipway.machine.admission.Review(
                        review.resource().group(),
                        review.apiVersion().substring(review.apiVersion().indexOf('/') + 1),
                        review.resource().resource(),
                        review.subresource(),
                        dev.slipway.machine.admission.Review.Operation.valueOf(
                                review.operation().name()),
                        review.namespace(),
                        review.name(),
                        review.object().orElse(null),
                        review.oldObject().orElse(null),
                        review.caller().name(),
                        review.caller().groups(),
                        review.dryRun()),
                this);
        return switch (verdict) {
            case dev.slipway.machine.admission.Verdict.Allowed allowed ->
                new Verdict.Allowed(
                        allowed.object() instanceof ObjectNode changed
                                ? changed
                                : review.object().or(review::oldObject).orElseThrow(),
                        allowed.warnings());
            case dev.slipway.machine.admission.Verdict.Instructed told ->
                denied(InstanceInstructions.answer(told, this::tell));
            case dev.slipway.machine.admission.Verdict.Denied denied -> denied(denied);
        };
    }

    private static Verdict denied(dev.slipway.machine.admission.Verdict.Denied denied) {
        return new Verdict.Denied(
                denied.code(),
                denied.reason(),
                denied.message(),
                denied.causes().stream()
                        .map(cause -> new Cause(cause.type(), cause.message(), cause.field()))
                        .toList(),
                Optional.ofNullable(denied.completed()).map(ObjectNode.class::cast));
    }

    @Override
    public KubeVirtConfiguration configuration() {
        AccessObjects stored = objects;
        return stored == null
                ? KubeVirtConfigurationBuilder.builder().build()
                : stored.list(INSTALLATIONS).stream()
                        .findFirst()
                        .map(installation -> installation.path("spec").path("configuration"))
                        .filter(JsonNode::isObject)
                        .map(MachineAdmission::read)
                        .orElseGet(() -> KubeVirtConfigurationBuilder.builder().build());
    }

    private static KubeVirtConfiguration read(JsonNode configuration) {
        try {
            return JSON.treeToValue(configuration, KubeVirtConfiguration.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored configuration passed the schema of KubeVirt", e);
        }
    }

    @Override
    public String defaultArchitecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    @Override
    public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
        AccessObjects stored = objects;
        return stored == null
                ? Optional.empty()
                : stored.get(new GroupResource(group, resource), namespace, name)
                        .map(JsonNode.class::cast);
    }

    @Override
    public List<JsonNode> list(String group, String resource, String namespace) {
        AccessObjects stored = objects;
        return stored == null
                ? List.of()
                : stored.list(new GroupResource(group, resource)).stream()
                        .filter(object -> namespace.isEmpty()
                                || object.path("metadata")
                                        .path("namespace")
                                        .asText()
                                        .equals(namespace))
                        .map(JsonNode.class::cast)
                        .toList();
    }

    @Override
    public String randomUuid() {
        return UUID.randomUUID().toString();
    }
}
