package dev.slipway.standalone.apiserver.cel;

import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.TEXT;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import dev.slipway.standalone.apiserver.cel.Rights.Answer;
import dev.slipway.standalone.apiserver.cel.Rights.Group;
import dev.slipway.standalone.apiserver.cel.Rights.Path;
import dev.slipway.standalone.apiserver.cel.Rights.Resource;
import dev.slipway.standalone.apiserver.naming.NameRule;
import java.util.List;

/** Questions for rights. Source: Kubernetes 1.34, {@code apiserver/pkg/cel/library/authz.go}. */
final class AuthorizerFunctions {
    private static final Argument<Rights> AUTHORIZER = argument("Authorizer", Rights.class);
    private static final Argument<Path> PATH = argument("PathCheck", Path.class);
    private static final Argument<Group> GROUP = argument("GroupCheck", Group.class);
    private static final Argument<Resource> RESOURCE = argument("ResourceCheck", Resource.class);
    private static final Argument<Answer> DECISION = argument("Decision", Answer.class);

    private AuthorizerFunctions() {}

    private static <T> Argument<T> argument(String name, Class<T> shape) {
        return new Argument<>(OpaqueType.create("kubernetes.authorization." + name), shape);
    }

    static List<LibraryFunction> all() {
        return List.of(
                LibraryFunction.member(
                        "path", "authorizer_path", PATH.type(), AUTHORIZER, TEXT, AuthorizerFunctions::path),
                LibraryFunction.member("group", "authorizer_group", GROUP.type(), AUTHORIZER, TEXT, Group::new),
                LibraryFunction.member(
                        "serviceAccount",
                        "authorizer_serviceaccount",
                        AUTHORIZER.type(),
                        List.of(AUTHORIZER, TEXT, TEXT),
                        arguments -> account((Rights) arguments[0], (String) arguments[1], (String) arguments[2])),
                LibraryFunction.member(
                        "resource", "groupcheck_resource", RESOURCE.type(), GROUP, TEXT, AuthorizerFunctions::resource),
                LibraryFunction.member(
                        "subresource",
                        "resourcecheck_subresource",
                        RESOURCE.type(),
                        RESOURCE,
                        TEXT,
                        (of, name) ->
                                new Resource(of.of(), of.group(), of.resource(), name, of.namespace(), of.name())),
                LibraryFunction.member(
                        "namespace",
                        "resourcecheck_namespace",
                        RESOURCE.type(),
                        RESOURCE,
                        TEXT,
                        (of, name) ->
                                new Resource(of.of(), of.group(), of.resource(), of.subresource(), name, of.name())),
                LibraryFunction.member(
                        "name",
                        "resourcecheck_name",
                        RESOURCE.type(),
                        RESOURCE,
                        TEXT,
                        (of, name) -> new Resource(
                                of.of(), of.group(), of.resource(), of.subresource(), of.namespace(), name)),
                // Rights are given without regard to selectors.
                LibraryFunction.member(
                        "fieldSelector",
                        "authorizer_fieldselector",
                        RESOURCE.type(),
                        RESOURCE,
                        TEXT,
                        (of, selector) -> of),
                LibraryFunction.member(
                        "labelSelector",
                        "authorizer_labelselector",
                        RESOURCE.type(),
                        RESOURCE,
                        TEXT,
                        (of, selector) -> of),
                LibraryFunction.member(
                        "check",
                        "pathcheck_check",
                        DECISION.type(),
                        PATH,
                        TEXT,
                        (path, verb) -> path.of().of(path, verb)),
                LibraryFunction.member(
                        "check",
                        "resourcecheck_check",
                        DECISION.type(),
                        RESOURCE,
                        TEXT,
                        (resource, verb) -> resource.of().of(resource, verb)),
                LibraryFunction.member("allowed", "decision_allowed", SimpleType.BOOL, DECISION, Answer::allowed),
                LibraryFunction.member("reason", "decision_reason", SimpleType.STRING, DECISION, Answer::reason),
                LibraryFunction.member("errored", "decision_errored", SimpleType.BOOL, DECISION, answer -> false),
                LibraryFunction.member("error", "decision_error", SimpleType.STRING, DECISION, answer -> ""));
    }

    private static Path path(Rights rights, String path) throws CelEvaluationException {
        if (path.isBlank()) {
            throw new CelEvaluationException("path must not be empty");
        }
        return new Path(rights, path);
    }

    private static Resource resource(Group group, String resource) throws CelEvaluationException {
        if (resource.isBlank()) {
            throw new CelEvaluationException("resource must not be empty");
        }
        return new Resource(group.of(), group.name(), resource, "", "", "");
    }

    private static Rights account(Rights rights, String namespace, String name) throws CelEvaluationException {
        if (!NameRule.SUBDOMAIN.problems(name).isEmpty()) {
            throw new CelEvaluationException("Invalid service account name");
        }
        if (!NameRule.LABEL.problems(namespace).isEmpty()) {
            throw new CelEvaluationException("Invalid service account namespace");
        }
        return rights.ofServiceAccount(namespace, name);
    }
}
