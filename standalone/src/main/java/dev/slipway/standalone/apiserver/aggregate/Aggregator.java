package dev.slipway.standalone.apiserver.aggregate;

import dev.slipway.standalone.apiserver.collect.Servant;
import dev.slipway.standalone.apiserver.discovery.ApiGroup;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.webhook.ServicePlace;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything about APIs that servers of clients offer behind this one. */
public final class Aggregator implements AutoCloseable {
    private final RegisteredApis registered;
    private final ApiBackend backend;
    private final ApiProxy proxy;
    private final ApiWatcher watcher;

    private Aggregator(RegisteredApis registered, ApiBackend backend, ApiWatcher watcher) {
        this.registered = registered;
        this.backend = backend;
        this.proxy = new ApiProxy(backend);
        this.watcher = watcher;
    }

    /**
     * @param own types that are always served here
     * @param identity what this server proves itself with; absent: others have to believe it
     * @param servant writes the conditions
     */
    public static Aggregator start(
            Vertx vertx,
            ObjectStore store,
            Collection<ResourceType> own,
            Optional<FrontProxy> identity,
            Servant servant,
            Clock clock) {
        RegisteredApis registered = new RegisteredApis(store, own);
        ApiBackend backend = new ApiBackend(vertx, new ServicePlace(store), identity);
        ApiWatcher watcher = new ApiWatcher(store, registered, backend, servant, clock);
        watcher.start();
        return new Aggregator(registered, backend, watcher);
    }

    /** Returns whose a path is, if it is another server's. */
    public Optional<RegisteredApi> at(String path) {
        return registered.at(path);
    }

    /**
     * Lets the other server answer.
     *
     * @param request paused; on its event loop
     */
    public void serve(RegisteredApi api, HttpServerRequest request, Caller caller) {
        proxy.serve(api, request, caller);
    }

    /** Returns the groups of other servers. */
    public List<ApiGroup> groups() {
        Map<String, List<ApiGroup.Version>> groups = new LinkedHashMap<>();
        for (RegisteredApi api : registered.all()) {
            ApiGroup.Version version = watcher.description(api)
                    .map(description -> new ApiGroup.Version(
                            api.version(), description.version().resources(), api.available()))
                    .orElseGet(() -> new ApiGroup.Version(api.version(), List.of(), false));
            groups.computeIfAbsent(api.group(), _ -> new ArrayList<>()).add(version);
        }
        return groups.entrySet().stream()
                .map(group -> new ApiGroup(group.getKey(), group.getValue()))
                .toList();
    }

    /** Returns where the OpenAPI documents of other servers are: {@code apis/group/version} to an address on this server. */
    public Map<String, String> schemas() {
        Map<String, String> schemas = new LinkedHashMap<>();
        for (RegisteredApi api : registered.all()) {
            watcher.description(api)
                    .filter(_ -> api.available())
                    .flatMap(ApiInquiry.Description::schemas)
                    .ifPresent(url -> schemas.put(api.path().substring(1), url));
        }
        return schemas;
    }

    @Override
    public void close() {
        watcher.close();
        backend.close();
    }
}
