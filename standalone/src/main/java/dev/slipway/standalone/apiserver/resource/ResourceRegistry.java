package dev.slipway.standalone.apiserver.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every kind that is served now. Readers always see a whole state. */
public final class ResourceRegistry {
    private final List<ResourceType> builtIn;
    private volatile State state;

    private record Place(String group, String version, String plural) {}

    private record State(
            Map<String, List<ResourceType>> custom, List<ResourceType> all, Map<Place, ResourceType> byPlace) {}

    public ResourceRegistry(List<ResourceType> builtIn) {
        this.builtIn = List.copyOf(builtIn);
        this.state = state(Map.of());
    }

    private State state(Map<String, List<ResourceType>> custom) {
        List<ResourceType> all = new ArrayList<>(builtIn);
        custom.values().forEach(all::addAll);
        Map<Place, ResourceType> byPlace = HashMap.newHashMap(all.size());
        all.forEach(type -> byPlace.put(new Place(type.group(), type.version(), type.plural()), type));
        return new State(custom, List.copyOf(all), byPlace);
    }

    public Optional<ResourceType> find(String group, String version, String plural) {
        return Optional.ofNullable(state.byPlace.get(new Place(group, version, plural)));
    }

    /** Returns the type in the version that is stored. */
    public Optional<ResourceType> stored(GroupResource resource) {
        return state.all.stream()
                .filter(type -> type.storage() && type.groupResource().equals(resource))
                .findFirst();
    }

    public Optional<ResourceType> ofKind(String apiVersion, String kind) {
        return state.all.stream()
                .filter(type -> type.kind().equals(kind) && type.apiVersion().equals(apiVersion))
                .findFirst();
    }

    /** Returns all served types, built-in ones first. */
    public List<ResourceType> all() {
        return state.all;
    }

    /** Serves the versions of a CustomResourceDefinition from now on; none: it is gone. */
    public synchronized void replaceCustom(String definition, List<ResourceType> versions) {
        Map<String, List<ResourceType>> custom = new LinkedHashMap<>(state.custom);
        if (versions.isEmpty()) {
            custom.remove(definition);
        } else {
            custom.put(definition, List.copyOf(versions));
        }
        state = state(custom);
    }
}
