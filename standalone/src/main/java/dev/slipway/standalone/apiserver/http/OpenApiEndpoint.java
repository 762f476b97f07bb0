package dev.slipway.standalone.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.aggregate.Aggregator;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.openapi.OpenApiDocuments;
import dev.slipway.standalone.apiserver.openapi.OpenApiDocuments.Document;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Problem;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The schemas of what is served, below {@code /openapi}. */
final class OpenApiEndpoint {
    private static final String JSON = "application/json";

    private final ResourceRegistry registry;
    private final List<ResourceType> aggregated;
    private final Aggregator others;
    private final OpenApiDocuments documents;

    /** @param aggregated kinds that other parts serve and clients may send objects of */
    OpenApiEndpoint(
            ResourceRegistry registry, List<ResourceType> aggregated, Aggregator others, String slipwayVersion) {
        this.registry = registry;
        this.aggregated = List.copyOf(aggregated);
        this.others = others;
        this.documents = new OpenApiDocuments(slipwayVersion);
    }

    static boolean answers(List<String> path) {
        return !path.isEmpty() && path.getFirst().equals("openapi");
    }

    void answer(Exchange exchange) {
        List<String> path = exchange.path();
        if (!acceptsJson(exchange.header("Accept"))) {
            throw Problem.notAcceptable("only the following media types are accepted: application/json")
                    .exception();
        }
        if (path.equals(List.of("openapi", "v2"))) {
            send(exchange, documents.v2(served()));
        } else if (path.equals(List.of("openapi", "v3"))) {
            exchange.reply(200, JSON, Buffer.buffer(Json.bytes(index())));
        } else if (path.size() > 2 && path.get(1).equals("v3")) {
            Optional<Document> document = documents.v3(served(), String.join("/", path.subList(2, path.size())));
            document.ifPresentOrElse(found -> send(exchange, found), () -> exchange.reply(404, "404 page not found\n"));
        } else {
            exchange.reply(404, "404 page not found\n");
        }
    }

    private ObjectNode index() {
        ObjectNode index = documents.index(served());
        others.schemas()
                .forEach((place, url) ->
                        ((ObjectNode) index.path("paths")).putObject(place).put("serverRelativeURL", url));
        return index;
    }

    private List<ResourceType> served() {
        return Stream.concat(registry.all().stream(), aggregated.stream()).toList();
    }

    private static void send(Exchange exchange, Document document) {
        String tag = "\"" + document.hash() + "\"";
        // An address that names the content never shows another one.
        boolean fixed = document.hash().equals(exchange.query().get("hash"));
        Map<String, String> headers = Map.of(
                "ETag", tag, "Cache-Control", fixed ? "public, immutable" : "no-cache, private", "Vary", "Accept");
        if (exchange.header("If-None-Match").equals(tag)) {
            exchange.reply(304, JSON, Buffer.buffer(), headers);
        } else {
            exchange.reply(200, JSON, document.json(), headers);
        }
    }

    /** kubectl asks for protobuf first and takes the refusal as a sign to use version 3. */
    private static boolean acceptsJson(String accept) {
        return accept.isBlank() || accept.contains(JSON) || accept.contains("*/*") || accept.contains("application/*");
    }
}
