package dev.slipway.standalone.apiserver.webhook;

import dev.slipway.standalone.apiserver.cel.Rights;
import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.request.Caller;
import java.util.List;
import java.util.Map;

/** What the caller of a write may do. */
record CallerRights(Authorizer authorizer, Caller caller) implements Rights {
    @Override
    public Answer of(Path path, String verb) {
        return answer(verb, new Attributes.Target.Path(path.path()));
    }

    @Override
    public Answer of(Resource resource, String verb) {
        return answer(
                verb,
                new Attributes.Target.Resource(
                        resource.group(),
                        "*",
                        resource.resource(),
                        resource.subresource(),
                        resource.namespace(),
                        resource.name()));
    }

    private Answer answer(String verb, Attributes.Target target) {
        return switch (authorizer.authorize(new Attributes(caller, verb, target))) {
            case Authorizer.Decision.Allowed allowed -> new Answer(true, allowed.reason());
            case Authorizer.Decision.Denied denied -> new Answer(false, denied.reason());
        };
    }

    @Override
    public Rights ofServiceAccount(String namespace, String name) {
        return new CallerRights(
                authorizer,
                new Caller(
                        "system:serviceaccount:" + namespace + ":" + name,
                        "",
                        List.of(
                                "system:serviceaccounts",
                                "system:serviceaccounts:" + namespace,
                                "system:authenticated"),
                        Map.of()));
    }
}
