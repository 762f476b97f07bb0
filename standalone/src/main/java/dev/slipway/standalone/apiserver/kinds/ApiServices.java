package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.naming.NameRule;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Defaults and checks of APIServices. Source: Kubernetes 1.34, {@code kube-aggregator/pkg/apis/apiregistration}. */
final class ApiServices {
    private static final int USUAL_PORT = 443;
    private static final int LAST_PORT = 65_535;
    private static final int HIGHEST_GROUP = 20_000;
    private static final int HIGHEST_VERSION = 1_000;

    private ApiServices() {}

    static void complete(ObjectNode object) {
        if (object.path("spec").get("service") instanceof ObjectNode service) {
            Defaults.putIfAbsent(service, "port", USUAL_PORT);
        }
    }

    static List<Cause> problems(ObjectNode object, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = object.path("spec");
        String group = spec.path("group").asText("");
        String version = spec.path("version").asText("");
        String name = Metadata.name(object);
        if (!name.equals(version + "." + group)) {
            causes.add(Cause.invalid(
                    "metadata.name",
                    quoted(name),
                    "must be `spec.version+\".\"+spec.group`: " + quoted(version + "." + group)));
        }
        if (group.isEmpty() && !version.equals("v1")) {
            causes.add(Cause.required("spec.group", "only v1 may have an empty group and it better be legacy kube"));
        }
        if (!group.isEmpty()) {
            NameRule.SUBDOMAIN
                    .problems(group)
                    .forEach(problem -> causes.add(Cause.invalid("spec.group", quoted(group), problem)));
        }
        NameRule.LABEL_1035
                .problems(version)
                .forEach(problem -> causes.add(Cause.invalid("spec.version", quoted(version), problem)));
        priority(causes, spec, "groupPriorityMinimum", HIGHEST_GROUP);
        priority(causes, spec, "versionPriority", HIGHEST_VERSION);
        trust(causes, spec);
        return causes;
    }

    private static void priority(List<Cause> causes, JsonNode spec, String field, int highest) {
        int value = spec.path(field).asInt();
        if (value <= 0 || value > highest) {
            causes.add(
                    Cause.invalid("spec." + field, String.valueOf(value), "must be positive and less than " + highest));
        }
    }

    private static void trust(List<Cause> causes, JsonNode spec) {
        boolean insecure = spec.path("insecureSkipTLSVerify").asBoolean();
        String authority = spec.path("caBundle").asText("");
        if (!authority.isEmpty()) {
            WebhookConfigurations.authority(causes, "spec.caBundle", authority);
        }
        if (!spec.path("service").isObject()) {
            if (!authority.isEmpty()) {
                causes.add(Cause.invalid(
                        "spec.caBundle",
                        quoted(authority.length() / 4 * 3 + " bytes"),
                        "local APIServices may not have a caBundle"));
            }
            if (insecure) {
                causes.add(Cause.invalid(
                        "spec.insecureSkipTLSVerify", "true", "local APIServices may not have insecureSkipTLSVerify"));
            }
            return;
        }
        for (String field : List.of("namespace", "name")) {
            if (spec.path("service").path(field).asText("").isEmpty()) {
                causes.add(Cause.required("spec.service." + field, ""));
            }
        }
        int port = spec.path("service").path("port").asInt();
        if (port < 1 || port > LAST_PORT) {
            causes.add(Cause.invalid(
                    "spec.service.port",
                    String.valueOf(port),
                    "port is not valid: must be between 1 and 65535, inclusive"));
        }
        if (insecure && !authority.isEmpty()) {
            causes.add(Cause.invalid("spec.insecureSkipTLSVerify", "true", "may not be true if caBundle is present"));
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
