package dev.slipway.standalone.apiserver.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.standalone.apiserver.discovery.ApiGroup;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.webhook.BackendReply;
import dev.slipway.standalone.apiserver.webhook.ClientPool;
import dev.slipway.standalone.apiserver.webhook.ConnectionFailure;
import dev.slipway.standalone.apiserver.webhook.ServicePlace;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Asks the server of a registered API what it serves. */
final class ApiInquiry {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int LARGEST_ANSWER = 32 << 20;
    private static final String LISTS = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
    private static final Caller AGGREGATOR =
            new Caller("system:kube-aggregator", "", List.of("system:masters"), Map.of());

    private final ApiBackend backend;

    ApiInquiry(ApiBackend backend) {
        this.backend = backend;
    }

    /**
     * What a server says of one API.
     *
     * @param version its resources
     * @param schemas where its OpenAPI document is, with the hash of the content; absent if there is none
     */
    record Description(ApiGroup.Version version, Optional<String> schemas) {}

    /** It did not answer as it has to; the message says what happened, in kube-apiserver's words. */
    static final class Silent extends Exception {
        private static final long serialVersionUID = 1L;

        Silent(String message) {
            super(message);
        }
    }

    /** Returns normally if anybody answers there; no certificate is looked at yet. */
    void check(RegisteredApi api, SocketAddress place) throws Silent, InterruptedException {
        String url = "https://" + place.host() + ":" + place.port() + api.path();
        try (ClientPool<HttpClient>.Lease lease = backend.leaseForCheck()) {
            BackendReply reply = get(lease.client(), api, place, api.path(), "application/json");
            if (reply.status() < 200 || reply.status() > 299) {
                throw new Silent("failing or missing response from %s: bad status from %s: %d"
                        .formatted(url, url, reply.status()));
            }
        } catch (ExecutionException e) {
            throw new Silent("failing or missing response from %s: Get \"%s\": %s"
                    .formatted(
                            url, url, ConnectionFailure.sentence(Objects.requireNonNullElse(e.getCause(), e), place)));
        } catch (TimeoutException _) {
            throw new Silent(
                    "failing or missing response from %s: Get \"%s\": context deadline exceeded".formatted(url, url));
        }
    }

    /** Returns nothing if the server does not answer, or answers something else. */
    Optional<Description> describe(RegisteredApi api) throws InterruptedException {
        try (ClientPool<HttpClient>.Lease lease = backend.lease(api)) {
            SocketAddress place = backend.place(api);
            Optional<ApiGroup.Version> version = RemoteDiscovery.inList(
                    json(get(lease.client(), api, place, "/apis", LISTS)), api.group(), api.version());
            if (version.isEmpty()) {
                JsonNode resources = json(get(lease.client(), api, place, api.path(), "application/json"));
                version = Optional.of(resources)
                        .filter(document -> document.path("kind").asText().equals("APIResourceList"))
                        .map(document -> RemoteDiscovery.ofResources(document, api.group(), api.version()));
            }
            Optional<String> schemas = schemas(api, lease.client(), place);
            return version.map(found -> new Description(found, schemas));
        } catch (ServicePlace.Nobody | ExecutionException | TimeoutException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Only a place on this server leads there. */
    private static Optional<String> schemas(RegisteredApi api, HttpClient client, SocketAddress place)
            throws InterruptedException, ExecutionException, TimeoutException {
        String url = json(get(client, api, place, "/openapi/v3", "application/json"))
                .path("paths")
                .path(api.path().substring(1))
                .path("serverRelativeURL")
                .asText("");
        return Optional.of(url).filter(found -> found.equals(api.schemas()) || found.startsWith(api.schemas() + "?"));
    }

    private static JsonNode json(BackendReply reply) {
        try {
            return reply.status() == 200 ? Json.parse(reply.body().getBytes()) : MissingNode.getInstance();
        } catch (IOException _) {
            return MissingNode.getInstance();
        }
    }

    private static BackendReply get(
            HttpClient client, RegisteredApi api, SocketAddress place, String path, String accept)
            throws InterruptedException, ExecutionException, TimeoutException {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("Accept", accept);
        RemoteCaller.put(AGGREGATOR, headers);
        Future<HttpClientRequest> request = ApiBackend.request(
                client, api, new RequestOptions().setURI(path).setServer(place).setHeaders(headers));
        return BackendReply.await(request, HttpClientRequest::send, LARGEST_ANSWER, LIMIT);
    }
}
