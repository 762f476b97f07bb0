package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Asks the webhooks that clients registered: those that change before the server's own admission, those that judge after it. */
public final class WebhookAdmission implements Admission, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WebhookAdmission.class.getName());
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final GroupResource MUTATING = new GroupResource(GROUP, "mutatingwebhookconfigurations");
    private static final GroupResource VALIDATING = new GroupResource(GROUP, "validatingwebhookconfigurations");

    private final ObjectStore store;
    private final WriteScene scene;
    private final Authorizer authorizer;
    private final Admission own;
    private final WebhookClient client;

    /** @param own the server's own admission */
    public WebhookAdmission(
            Vertx vertx, ObjectStore store, ResourceRegistry registry, Authorizer authorizer, Admission own) {
        this.store = store;
        this.scene = new WriteScene(store, registry);
        this.authorizer = authorizer;
        this.own = own;
        this.client = new WebhookClient(vertx, new ServicePlace(store));
    }

    /** Ends the write. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Verdict.Denied verdict;

        Refusal(Verdict.Denied verdict) {
            super(verdict.message());
            this.verdict = verdict;
        }

        static Refusal of(Problem problem) {
            return new Refusal(Verdict.Denied.of(problem));
        }
    }

    @Override
    public Verdict review(Review review) {
        if (WebhookMatch.isExempt(review)) {
            return own.review(review);
        }
        List<Webhook> mutating = webhooks(MUTATING, true);
        List<Webhook> validating = webhooks(VALIDATING, false);
        if (mutating.isEmpty() && validating.isEmpty()) {
            return own.review(review);
        }
        List<String> warnings = new ArrayList<>();
        try {
            Review changed = mutate(review, mutating, warnings);
            return switch (own.review(changed)) {
                case Verdict.Denied denied -> {
                    warnings.addAll(denied.warnings());
                    yield denied.with(warnings);
                }
                case Verdict.Allowed allowed -> {
                    warnings.addAll(allowed.warnings());
                    validate(with(changed, allowed.object()), validating, warnings);
                    yield new Verdict.Allowed(allowed.object(), warnings);
                }
            };
        } catch (Refusal refusal) {
            return refusal.verdict.with(warnings);
        }
    }

    /** A deletion has nothing to change. */
    private static Review with(Review review, ObjectNode object) {
        return review.object().isEmpty() ? review : review.with(object);
    }

    private List<Webhook> webhooks(GroupResource resource, boolean mutating) {
        return store.list(resource, "").objects().stream()
                .map(StoredObject::tree)
                .sorted(java.util.Comparator.comparing(
                        configuration -> configuration.at("/metadata/name").asText()))
                .flatMap(configuration -> Webhook.of(configuration, mutating).stream())
                .toList();
    }

    /** Those that want to are asked once more about what was changed after them. */
    private Review mutate(Review review, List<Webhook> webhooks, List<String> warnings) throws Refusal {
        Review current = review;
        Set<Webhook> again = new HashSet<>();
        Set<Webhook> asked = new HashSet<>();
        for (Webhook webhook : webhooks) {
            Optional<Review> changed = ask(webhook, current, warnings);
            if (changed.isPresent()) {
                current = changed.get();
                again.addAll(asked);
            }
            if (webhook.reinvoked()) {
                asked.add(webhook);
            }
        }
        for (Webhook webhook : webhooks) {
            if (again.contains(webhook)) {
                current = ask(webhook, current, warnings).orElse(current);
            }
        }
        return current;
    }

    private void validate(Review review, List<Webhook> webhooks, List<String> warnings) throws Refusal {
        for (Webhook webhook : webhooks) {
            ask(webhook, review, warnings);
        }
    }

    /** Returns the write as the webhook changed it, if it did. */
    private Optional<Review> ask(Webhook webhook, Review review, List<String> warnings) throws Refusal {
        List<ResourceType> versions = scene.versions(review);
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        Optional<ResourceType> asked =
                WebhookMatch.of(webhook.constraints(), review, versions, scene.namespaceLabels(review));
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        String version = Stream.of("v1", "v1beta1")
                .filter(webhook.reviewVersions()::contains)
                .findFirst()
                .orElse("v1");
        WebhookQuestion question =
                WebhookQuestion.of(UUID.randomUUID().toString(), version, review, asked.get(), versions.getFirst());
        if (!holds(webhook, review, question)) {
            return Optional.empty();
        }
        if (review.dryRun() && !webhook.takesDryRun()) {
            throw Refusal.of(
                    Problem.badRequest("admission webhook \"" + webhook.name() + "\" does not support dry run"));
        }
        return answer(webhook, review, question, warnings);
    }

    private boolean holds(Webhook webhook, Review review, WebhookQuestion question) throws Refusal {
        if (webhook.conditions().isEmpty()) {
            return true;
        }
        WriteValues values = WriteValues.of(review, question, authorizer);
        return switch (MatchConditions.of(webhook.conditions(), values.forConditions(), false)) {
            case MatchConditions.Result.Holds _ -> true;
            case MatchConditions.Result.Fails _ -> false;
            case MatchConditions.Result.Broken broken -> {
                if (!webhook.ignoresFailure()) {
                    throw Refusal.of(Problem.forbidden(review.resource(), review.name(), broken.sentence()));
                }
                yield false;
            }
        };
    }

    private Optional<Review> answer(Webhook webhook, Review review, WebhookQuestion question, List<String> warnings)
            throws Refusal {
        try {
            WebhookAnswer answer = WebhookAnswer.read(webhook, question, client.ask(webhook, question));
            warnings.addAll(answer.warnings());
            return switch (answer) {
                case WebhookAnswer.Refused refused ->
                    throw new Refusal(
                            new Verdict.Denied(refused.code(), refused.reason(), refused.message(), refused.causes()));
                case WebhookAnswer.Allowed allowed -> changed(webhook, review, question, allowed.patch());
            };
        } catch (WebhookClient.Unanswered | WebhookAnswer.Invalid e) {
            String sentence = "failed calling webhook \"" + webhook.name() + "\": " + e.getMessage();
            if (webhook.ignoresFailure()) {
                LOG.log(System.Logger.Level.WARNING, "{0} passes unjudged: {1}", review.name(), sentence);
                return Optional.empty();
            }
            throw Refusal.of(internal(sentence));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.of(Problem.unavailable("The API server is stopping; try again in a moment."));
        }
    }

    private static Optional<Review> changed(Webhook webhook, Review review, WebhookQuestion question, JsonNode patch)
            throws Refusal {
        if (patch.isEmpty()) {
            return Optional.empty();
        }
        if (review.object().isEmpty()) {
            throw Refusal.of(internal("admission webhook \"" + webhook.name()
                    + "\" attempted to modify the object, which is not supported for this operation"));
        }
        ObjectNode before = review.object().get();
        ObjectNode asked = (ObjectNode) question.request().path("object");
        ObjectNode after = WebhookAnswer.patched(asked, patch)
                .orElseThrow(() -> Refusal.of(internal("the patch of admission webhook \"" + webhook.name()
                        + "\" does not fit the object that it was asked about")));
        after.set("apiVersion", before.path("apiVersion"));
        keepIdentity(review, after);
        return after.equals(before) ? Optional.empty() : Optional.of(review.with(after));
    }

    /** An object that is stored stays the one that it is. */
    private static void keepIdentity(Review review, ObjectNode after) throws Refusal {
        if (review.oldObject().isEmpty()) {
            return;
        }
        for (String field : List.of("name", "namespace", "uid")) {
            JsonNode was = review.oldObject().get().path("metadata").path(field);
            JsonNode now = after.path("metadata").path(field);
            if (!was.asText("").equals(now.asText(""))) {
                throw Refusal.of(Problem.invalid(
                        review.resource().group(),
                        review.kind(),
                        review.name(),
                        List.of(Cause.invalid(
                                "metadata." + field, "\"" + now.asText("") + "\"", "field is immutable"))));
            }
        }
    }

    private static Problem internal(String sentence) {
        Problem problem = Problem.internal(sentence);
        return problem.withCauses(List.of(new Cause("", sentence, "")));
    }

    @Override
    public void close() {
        client.close();
    }
}
