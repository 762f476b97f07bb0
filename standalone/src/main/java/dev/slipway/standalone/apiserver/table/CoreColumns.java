package dev.slipway.standalone.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code kubectl get} shows of the remaining built-in kinds. */
final class CoreColumns {
    private static final int ENDPOINTS_SHOWN = 3;

    private CoreColumns() {}

    static List<Column> namespaces() {
        return List.of(Column.ofName(), Column.at("Status", "/status/phase", ""), Column.age());
    }

    static List<Column> secrets() {
        return List.of(
                Column.ofName(),
                Column.at("Type", "/type", ""),
                Column.number("Data", secret -> secret.path("data").size()),
                Column.age());
    }

    static List<Column> configMaps() {
        return List.of(
                Column.ofName(),
                Column.number(
                        "Data",
                        map -> map.path("data").size()
                                + (long) map.path("binaryData").size()),
                Column.age());
    }

    static List<Column> serviceAccounts() {
        return List.of(
                Column.ofName(),
                Column.number("Secrets", account -> account.path("secrets").size()),
                Column.age());
    }

    static List<Column> services() {
        return List.of(
                Column.ofName(),
                Column.at("Type", "/spec/type", ""),
                Column.at("Cluster-IP", "/spec/clusterIP", "<none>"),
                Column.text("External-IP", CoreColumns::externalIp),
                Column.text("Port(s)", CoreColumns::ports),
                Column.age(),
                Column.text("Selector", service -> labels(service.at("/spec/selector")))
                        .wide());
    }

    static List<Column> endpoints() {
        return List.of(Column.ofName(), Column.text("Endpoints", CoreColumns::addresses), Column.age());
    }

    static List<Column> disruptionBudgets() {
        return List.of(
                Column.ofName(),
                Column.at("Min Available", "/spec/minAvailable", "N/A"),
                Column.at("Max Unavailable", "/spec/maxUnavailable", "N/A"),
                Column.number(
                        "Allowed Disruptions",
                        budget -> budget.at("/status/disruptionsAllowed").asLong()),
                Column.age());
    }

    static List<Column> leases() {
        return List.of(Column.ofName(), Column.at("Holder", "/spec/holderIdentity", ""), Column.age());
    }

    static List<Column> priorityClasses() {
        return List.of(
                Column.ofName(),
                Column.number("Value", priority -> priority.path("value").asLong()),
                Column.flag("Global-Default", "/globalDefault", false),
                Column.age(),
                Column.at("PreemptionPolicy", "/preemptionPolicy", ""));
    }

    static List<Column> controllerRevisions() {
        return List.of(
                Column.ofName(),
                Column.text("Controller", CoreColumns::controller),
                Column.number("Revision", revision -> revision.path("revision").asLong()),
                Column.age());
    }

    static List<Column> resourceQuotas() {
        return List.of(
                Column.ofName(),
                Column.text("Request", quota -> used(quota, false)),
                Column.text("Limit", quota -> used(quota, true)),
                Column.age());
    }

    static List<Column> apiServices() {
        return List.of(
                Column.ofName(),
                Column.text("Service", CoreColumns::service),
                Column.text("Available", CoreColumns::available),
                Column.age());
    }

    static List<Column> roleBindings() {
        return List.of(
                Column.ofName(),
                Column.text(
                        "Role",
                        binding -> binding.at("/roleRef/kind").asText() + "/"
                                + binding.at("/roleRef/name").asText()),
                Column.age(),
                Column.text("Users", binding -> subjects(binding, "User")).wide(),
                Column.text("Groups", binding -> subjects(binding, "Group")).wide(),
                Column.text("ServiceAccounts", binding -> subjects(binding, "ServiceAccount"))
                        .wide());
    }

    /** What is shown of kinds without columns of their own. */
    static List<Column> created() {
        return List.of(Column.ofName(), Column.at("Created At", "/metadata/creationTimestamp", ""));
    }

    private static String externalIp(JsonNode service) {
        List<String> addresses = new ArrayList<>();
        boolean balanced = service.at("/spec/type").asText().equals("LoadBalancer");
        if (service.at("/spec/type").asText().equals("ExternalName")) {
            return service.at("/spec/externalName").asText();
        }
        if (balanced) {
            items(service.at("/status/loadBalancer/ingress"))
                    .map(ingress ->
                            ingress.path("ip").asText(ingress.path("hostname").asText("")))
                    .filter(address -> !address.isEmpty())
                    .forEach(addresses::add);
        }
        items(service.at("/spec/externalIPs")).map(JsonNode::asText).forEach(addresses::add);
        return addresses.isEmpty() ? balanced ? "<pending>" : "<none>" : String.join(",", addresses);
    }

    private static String ports(JsonNode service) {
        String ports = items(service.at("/spec/ports"))
                .map(port -> port.path("port").asInt()
                        + (port.path("nodePort").asInt() > 0
                                ? ":" + port.path("nodePort").asInt()
                                : "")
                        + "/" + port.path("protocol").asText("TCP"))
                .collect(Collectors.joining(","));
        return ports.isEmpty() ? "<none>" : ports;
    }

    private static String addresses(JsonNode endpoints) {
        List<String> all = new ArrayList<>();
        for (JsonNode subset : endpoints.path("subsets")) {
            List<String> ports = items(subset.path("ports"))
                    .map(port -> ":" + port.path("port").asInt())
                    .toList();
            for (String port : ports.isEmpty() ? List.of("") : ports) {
                items(subset.path("addresses"))
                        .map(address -> address.path("ip").asText() + port)
                        .forEach(all::add);
            }
        }
        if (all.isEmpty()) {
            return endpoints.path("subsets").isEmpty() ? "<none>" : "";
        }
        String shown = all.stream().limit(ENDPOINTS_SHOWN).collect(Collectors.joining(","));
        return all.size() > ENDPOINTS_SHOWN ? "%s + %d more...".formatted(shown, all.size() - ENDPOINTS_SHOWN) : shown;
    }

    private static String controller(JsonNode revision) {
        return items(revision.at("/metadata/ownerReferences"))
                .filter(owner -> owner.path("controller").asBoolean())
                .map(CoreColumns::typedName)
                .findFirst()
                .orElse("<none>");
    }

    private static String typedName(JsonNode owner) {
        String version = owner.path("apiVersion").asText();
        String group = version.indexOf('/') < 0 ? "" : "." + version.substring(0, version.indexOf('/'));
        return owner.path("kind").asText().toLowerCase(Locale.ROOT) + group + "/"
                + owner.path("name").asText();
    }

    private static String used(JsonNode quota, boolean limits) {
        JsonNode used = quota.at("/status/used");
        return quota.at("/status/hard")
                .propertyStream()
                .filter(hard -> hard.getKey().startsWith("limits.") == limits)
                .sorted(Map.Entry.comparingByKey())
                .map(hard -> "%s: %s/%s"
                        .formatted(
                                hard.getKey(),
                                used.path(hard.getKey()).asText("0"),
                                hard.getValue().asText()))
                .collect(Collectors.joining(", "));
    }

    private static String service(JsonNode apiService) {
        JsonNode service = apiService.at("/spec/service");
        return service.isObject()
                ? service.path("namespace").asText() + "/"
                        + service.path("name").asText()
                : "Local";
    }

    private static String available(JsonNode apiService) {
        return items(apiService.at("/status/conditions"))
                .filter(condition -> condition.path("type").asText().equals("Available"))
                .map(condition -> condition.path("status").asText().equals("True")
                        ? "True"
                        : "%s (%s)"
                                .formatted(
                                        condition.path("status").asText(),
                                        condition.path("reason").asText()))
                .findFirst()
                .orElse("Unknown");
    }

    private static String subjects(JsonNode binding, String kind) {
        return items(binding.path("subjects"))
                .filter(subject -> subject.path("kind").asText().equals(kind))
                .map(subject -> kind.equals("ServiceAccount")
                        ? subject.path("namespace").asText() + "/"
                                + subject.path("name").asText()
                        : subject.path("name").asText())
                .collect(Collectors.joining(", "));
    }

    private static String labels(JsonNode labels) {
        String joined = labels.propertyStream()
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .sorted()
                .collect(Collectors.joining(","));
        return joined.isEmpty() ? "<none>" : joined;
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
