package dev.slipway.standalone.apiserver.request;

import dev.slipway.standalone.apiserver.request.Attributes.Target;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What method, path and query of a request mean, as kube-apiserver reads them.
 *
 * @param verb as in {@link Attributes}
 * @param target as in {@link Attributes}
 */
public record RequestInfo(String verb, Target target) {
    private static final List<String> NAMESPACE_SUBRESOURCES = List.of("status", "finalize");

    /**
     * Reads a request.
     *
     * @param path decoded segments, without empty ones
     * @param query parameters of the URL
     */
    public static RequestInfo of(String method, List<String> path, MultiMap query) {
        int prefix = path.isEmpty()
                ? 0
                : path.getFirst().equals("api") ? 2 : path.getFirst().equals("apis") ? 3 : 0;
        if (prefix == 0 || path.size() <= prefix) {
            return new RequestInfo(method.toLowerCase(Locale.ROOT), new Target.Path("/" + String.join("/", path)));
        }
        String group = prefix == 2 ? "" : path.get(1);
        String version = path.get(prefix - 1);
        List<String> rest = path.subList(prefix, path.size());
        boolean watchPath = rest.getFirst().equals("watch") && rest.size() > 1;
        if (watchPath) {
            rest = rest.subList(1, rest.size());
        }
        String namespace = "";
        if (rest.size() > 1 && rest.getFirst().equals("namespaces")) {
            namespace = rest.get(1);
            if (rest.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(rest.get(2))) {
                rest = rest.subList(2, rest.size());
            }
        }
        String resource = rest.getFirst();
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : "";
        boolean watch = watchPath || isTrue(query.get("watch"));
        String verb = verb(method, name, watch);
        if (name.isEmpty() && List.of("list", "watch", "deletecollection").contains(verb)) {
            name = nameOf(query.get("fieldSelector"));
        }
        return new RequestInfo(verb, new Target.Resource(group, version, resource, subresource, namespace, name));
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
    }

    private static String verb(String method, String name, boolean watch) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            case "GET", "HEAD" -> watch ? "watch" : name.isEmpty() ? "list" : "get";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    private static String nameOf(@Nullable String fieldSelector) {
        if (fieldSelector == null) {
            return "";
        }
        return Arrays.stream(fieldSelector.split(","))
                .filter(term -> term.startsWith("metadata.name=") && !term.startsWith("metadata.name=="))
                .map(term -> term.substring("metadata.name=".length()))
                .findFirst()
                .orElse("");
    }
}
