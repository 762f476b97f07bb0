package dev.slipway.standalone.apiserver.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.policy.Policies.Bound;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.webhook.WebhookMatch;
import dev.slipway.standalone.apiserver.webhook.WebhookQuestion;
import dev.slipway.standalone.apiserver.webhook.WriteScene;
import dev.slipway.standalone.apiserver.webhook.WriteValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** Asks the policies that clients bound about what the server's own admission allows. */
public final class PolicyAdmission implements Admission {
    private static final System.Logger LOG = System.getLogger(PolicyAdmission.class.getName());

    private final Policies policies;
    private final Parameters parameters;
    private final WriteScene scene;
    private final Authorizer authorizer;
    private final Admission own;

    /** @param own the server's own admission */
    public PolicyAdmission(ObjectStore store, ResourceRegistry registry, Authorizer authorizer, Admission own) {
        this.policies = new Policies(store);
        this.parameters = new Parameters(store, registry);
        this.scene = new WriteScene(store, registry);
        this.authorizer = authorizer;
        this.own = own;
    }

    @Override
    public Verdict review(Review review) {
        Verdict verdict = own.review(review);
        if (!(verdict instanceof Verdict.Allowed allowed) || WebhookMatch.isExempt(review)) {
            return verdict;
        }
        List<Bound> bound = policies.bound();
        return bound.isEmpty()
                ? verdict
                : judged(review.object().isEmpty() ? review : review.with(allowed.object()), allowed, bound);
    }

    private Verdict judged(Review review, Verdict.Allowed allowed, List<Bound> bound) {
        List<ResourceType> versions = scene.versions(review);
        if (versions.isEmpty()) {
            return allowed;
        }
        Judgement judgement = new Judgement(review, versions, scene.namespaceLabels(review));
        bound.forEach(judgement::ask);
        List<String> warnings = new ArrayList<>(allowed.warnings());
        warnings.addAll(judgement.warnings);
        return judgement
                .denial
                .<Verdict>map(denied -> denied.with(warnings))
                .orElseGet(() -> new Verdict.Allowed(allowed.object(), warnings));
    }

    /** All policies about one write; the first denial counts. */
    private final class Judgement {
        private final Review review;
        private final List<ResourceType> versions;
        private final Map<String, String> namespaceLabels;
        private final Map<ResourceType, WriteValues> values = new HashMap<>();
        private final SequencedSet<String> warnings = new LinkedHashSet<>();
        private Optional<Verdict.Denied> denial = Optional.empty();

        Judgement(Review review, List<ResourceType> versions, Map<String, String> namespaceLabels) {
            this.review = review;
            this.versions = versions;
            this.namespaceLabels = namespaceLabels;
        }

        void ask(Bound bound) {
            Policy policy = bound.policy();
            Optional<ResourceType> asked = WebhookMatch.of(policy.constraints(), review, versions, namespaceLabels);
            if (asked.isEmpty()) {
                return;
            }
            Optional<ResourceType> params;
            try {
                params = parameters.kind(policy);
            } catch (Parameters.Missing e) {
                misconfigured(policy, "", "failed to configure policy: " + e.getMessage());
                return;
            }
            WriteValues write = values.computeIfAbsent(asked.get(), this::values);
            for (PolicyBinding binding : bound.bindings()) {
                boolean covers = binding.constraints()
                        .map(wanted -> WebhookMatch.of(wanted, review, versions, namespaceLabels)
                                .isPresent())
                        .orElse(true);
                if (covers) {
                    ask(policy, binding, write, params);
                }
            }
        }

        private WriteValues values(ResourceType asked) {
            WebhookQuestion question = WebhookQuestion.of("", "v1", review, asked, versions.getFirst());
            return WriteValues.of(review, question, authorizer);
        }

        private void ask(Policy policy, PolicyBinding binding, WriteValues values, Optional<ResourceType> params) {
            try {
                for (JsonNode param : parameters.of(params, binding, review.namespace())) {
                    PolicyEvaluation.of(policy, values, namespace(), param)
                            .forEach(objection -> object(policy, binding, objection));
                }
            } catch (Parameters.Missing e) {
                misconfigured(policy, binding.name(), "failed to configure binding: " + e.getMessage());
            }
        }

        private JsonNode namespace() {
            return WebhookQuestion.isNamespace(versions.getFirst())
                    ? JsonNodeFactory.instance.nullNode()
                    : scene.namespace(review.namespace())
                            .<JsonNode>map(found -> found)
                            .orElseGet(JsonNodeFactory.instance::nullNode);
        }

        private void object(Policy policy, PolicyBinding binding, PolicyEvaluation.Objection objection) {
            for (String action : binding.actions()) {
                switch (action) {
                    case "Deny" -> deny(policy, binding.name(), objection.message(), objection.reason());
                    case "Warn" ->
                        warnings.add("Validation failed for ValidatingAdmissionPolicy '%s' with binding '%s': %s"
                                .formatted(policy.name(), binding.name(), objection.message()));
                    default ->
                        LOG.log(
                                System.Logger.Level.INFO,
                                "{0} {1} {2}/{3} by {4} fails policy {5} with binding {6}: {7}",
                                review.operation(),
                                review.resource(),
                                review.namespace(),
                                review.name(),
                                review.caller().name(),
                                policy.name(),
                                binding.name(),
                                objection.message());
                }
            }
        }

        private void misconfigured(Policy policy, String binding, String sentence) {
            if (!policy.ignoresFailure()) {
                deny(policy, binding, sentence, "Invalid");
            }
        }

        private void deny(Policy policy, String binding, String message, String reason) {
            if (denial.isPresent()) {
                return;
            }
            String sentence = "ValidatingAdmissionPolicy '%s'%s denied request: %s"
                    .formatted(policy.name(), binding.isEmpty() ? "" : " with binding '" + binding + "'", message);
            Problem forbidden = Problem.forbidden(review.resource(), review.name(), sentence);
            denial = Optional.of(
                    Verdict.Denied.of(new Problem(code(reason), reason, forbidden.message(), forbidden.details())
                            .withCauses(List.of(new Cause("", sentence, "")))));
        }

        private static int code(String reason) {
            return switch (reason) {
                case "Unauthorized" -> 401;
                case "Forbidden" -> 403;
                case "RequestEntityTooLarge" -> 413;
                default -> 422;
            };
        }
    }
}
