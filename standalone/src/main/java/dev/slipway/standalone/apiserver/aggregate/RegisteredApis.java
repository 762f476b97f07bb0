package dev.slipway.standalone.apiserver.aggregate;

import dev.slipway.standalone.apiserver.discovery.VersionOrder;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The APIs that others serve, as they are registered now. What this server is made of cannot be taken from it. */
public final class RegisteredApis {
    static final GroupResource APIS = new GroupResource("apiregistration.k8s.io", "apiservices");
    private static final Comparator<RegisteredApi> ORDER = Comparator.comparing(RegisteredApi::group)
            .thenComparing(RegisteredApi::versionPriority, Comparator.reverseOrder())
            .thenComparing(RegisteredApi::version, new VersionOrder());

    private final ObjectStore store;
    private final Set<String> own;
    private volatile Known known = new Known(-1, List.of());

    /** @param own types that are always served here */
    public RegisteredApis(ObjectStore store, Collection<ResourceType> own) {
        this.store = store;
        this.own = own.stream().map(ResourceType::apiVersion).collect(Collectors.toUnmodifiableSet());
    }

    /** Everything until the next registration. */
    private record Known(long revision, List<RegisteredApi> apis) {}

    /** Returns all, group by group, the preferred version first. */
    public List<RegisteredApi> all() {
        long revision = store.lastChange(APIS);
        Known current = known;
        if (current.revision != revision) {
            current = new Known(
                    revision,
                    store.list(APIS, "").objects().stream()
                            .map(StoredObject::tree)
                            .flatMap(object -> RegisteredApi.of(object).stream())
                            .filter(api -> !own.contains(api.groupVersion()))
                            .sorted(ORDER)
                            .toList());
            known = current;
        }
        return current.apis;
    }

    /** Returns whose a path is: {@code /apis/group/version}, what is below it, and its schemas. */
    public Optional<RegisteredApi> at(String path) {
        return all().stream()
                .filter(api ->
                        path.equals(api.path()) || path.startsWith(api.path() + "/") || path.equals(api.schemas()))
                .findFirst();
    }
}
