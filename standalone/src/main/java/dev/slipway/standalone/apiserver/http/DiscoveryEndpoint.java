package dev.slipway.standalone.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.aggregate.Aggregator;
import dev.slipway.standalone.apiserver.discovery.ApiGroup;
import dev.slipway.standalone.apiserver.discovery.ApiGroups;
import dev.slipway.standalone.apiserver.discovery.DiscoveryDocuments;
import dev.slipway.standalone.apiserver.discovery.ServerVersion;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** The paths that are about the server and not about objects. */
final class DiscoveryEndpoint {
    private static final List<String> HEALTH = List.of("healthz", "livez", "readyz");

    private final ResourceRegistry registry;
    private final List<ResourceType> virtual;
    private final List<ApiGroup> aggregated;
    private final Aggregator others;
    private final ServerVersion version;

    DiscoveryEndpoint(
            ResourceRegistry registry,
            List<ResourceType> virtual,
            List<ApiGroup> aggregated,
            Aggregator others,
            ServerVersion version) {
        this.registry = registry;
        this.virtual = virtual;
        this.aggregated = aggregated;
        this.others = others;
        this.version = version;
    }

    void answer(Exchange exchange) {
        List<String> path = exchange.path();
        if (path.isEmpty()) {
            exchange.reply(
                    200,
                    "application/json",
                    json(Json.object()
                            .set(
                                    "paths",
                                    Json.MAPPER
                                            .createArrayNode()
                                            .add("/api")
                                            .add("/apis")
                                            .add("/healthz")
                                            .add("/livez")
                                            .add("/openapi/v2")
                                            .add("/openapi/v3")
                                            .add("/readyz")
                                            .add("/version"))));
        } else if (HEALTH.contains(path.getFirst())) {
            exchange.reply(200, "ok");
        } else if (path.equals(List.of("version"))) {
            exchange.reply(200, "application/json", json(version.toJson()));
        } else {
            document(exchange, path)
                    .ifPresentOrElse(
                            document -> exchange.reply(200, "application/json", json(document)),
                            () -> aggregatedOr404(exchange));
        }
    }

    private Optional<? extends JsonNode> document(Exchange exchange, List<String> path) {
        boolean wantsAggregated = exchange.header("Accept").contains("APIGroupDiscoveryList");
        List<ApiGroup> groups = groups();
        return switch (path.size()) {
            case 1 ->
                wantsAggregated
                        ? Optional.empty()
                        : switch (path.getFirst()) {
                            case "api" ->
                                Optional.of(DiscoveryDocuments.coreVersions(
                                        exchange.request().localAddress().toString()));
                            case "apis" -> Optional.of(DiscoveryDocuments.groupList(groups));
                            default -> Optional.empty();
                        };
            case 2 ->
                path.getFirst().equals("api")
                        ? DiscoveryDocuments.resourceList(groups, "", path.get(1))
                        : path.getFirst().equals("apis")
                                ? DiscoveryDocuments.group(groups, path.get(1))
                                : Optional.empty();
            case 3 ->
                path.getFirst().equals("apis")
                        ? DiscoveryDocuments.resourceList(groups, path.get(1), path.get(2))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private void aggregatedOr404(Exchange exchange) {
        List<String> path = exchange.path();
        boolean core = path.equals(List.of("api"));
        if (!core && !path.equals(List.of("apis"))) {
            exchange.reply(404, "404 page not found\n");
            return;
        }
        String version = exchange.header("Accept").contains("v=v2beta1")
                        && !exchange.header("Accept").contains("v=v2;")
                ? "v2beta1"
                : "v2";
        exchange.reply(
                200,
                "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList",
                json(DiscoveryDocuments.aggregated(groups(), core, version)));
    }

    private List<ApiGroup> groups() {
        return ApiGroups.with(ApiGroups.of(registry.all(), virtual, aggregated), others.groups());
    }

    private static Buffer json(JsonNode document) {
        return Buffer.buffer(Json.bytes(document));
    }
}
