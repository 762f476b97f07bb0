package dev.slipway.standalone.apiserver.contract;

import java.time.Duration;
import org.awaitility.Awaitility;

/** The custom resource of the suite. */
final class Widgets {
    static final String GROUP = "contract.slipway.dev";
    static final String NAME = "widgets." + GROUP;

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    static final String DEFINITION = """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "widgets.contract.slipway.dev"},
             "spec": {"group": "contract.slipway.dev", "scope": "Namespaced",
              "names": {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"], "categories": ["all"]},
              "versions": [
               {"name": "v1", "served": true, "storage": true,
                "additionalPrinterColumns": [
                 {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
                 {"name": "Phase", "type": "string", "jsonPath": ".status.phase"}],
                "selectableFields": [{"jsonPath": ".spec.color"}],
                "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.replicas",
                 "statusReplicasPath": ".status.replicas", "labelSelectorPath": ".status.selector"}},
                "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                 "spec": {"type": "object", "required": ["size"], "properties": {
                  "size": {"type": "integer", "minimum": 1, "maximum": 10},
                  "color": {"type": "string", "enum": ["red", "blue"], "default": "red"},
                  "replicas": {"type": "integer"},
                  "port": {"x-kubernetes-int-or-string": true},
                  "code": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
                  "tags": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
                  "parts": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                   "items": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string"}, "count": {"type": "integer"}, "unit": {"type": "string"}}}},
                  "extra": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
                  "note": {"type": "string", "nullable": true}}},
                 "status": {"type": "object", "properties": {
                  "phase": {"type": "string"}, "replicas": {"type": "integer"}, "selector": {"type": "string"}}}}}}},
               {"name": "v1beta1", "served": true, "storage": false,
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}
            """;

    private Widgets() {}

    static String widget(String name, String spec) {
        return """
                {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "metadata": {"name": "%s"}, "spec": %s}""".formatted(name, spec);
    }

    /** Makes the definition anew, once what an earlier run left of it is gone. */
    static void define(ApiClient api) {
        remove(api);
        Awaitility.await("widgets are defined")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> api.post(DEFINITIONS, DEFINITION).code() == 201);
        Awaitility.await("widgets are served")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> api.get("/apis/contract.slipway.dev/v1/widgets").code() == 200
                        && api.get("/apis/contract.slipway.dev/v1beta1/widgets").code() == 200);
    }

    /** Takes the definition away again, and all widgets with it. */
    static void remove(ApiClient api) {
        api.delete(DEFINITIONS + "/" + NAME);
    }
}
