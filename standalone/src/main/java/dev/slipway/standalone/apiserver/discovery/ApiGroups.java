package dev.slipway.standalone.apiserver.discovery;

import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The groups that are served, made from the types behind them. */
public final class ApiGroups {
    private static final ApiResource.Kind EVICTION = new ApiResource.Kind("policy", "v1", "Eviction");
    private static final ApiResource.Kind SCALE = new ApiResource.Kind("autoscaling", "v1", "Scale");

    private ApiGroups() {}

    /**
     * Returns the groups in discovery's order: core, then by name.
     *
     * @param stored types of objects
     * @param virtual types that only answer a create; those of subresources have names like {@code serviceaccounts/token}
     * @param aggregated groups that another part serves
     */
    public static List<ApiGroup> of(
            Collection<ResourceType> stored, Collection<ResourceType> virtual, Collection<ApiGroup> aggregated) {
        SortedMap<String, SortedMap<String, List<ApiResource>>> groups = new TreeMap<>();
        stored.forEach(type -> of(groups, type).addAll(resources(type)));
        virtual.forEach(type -> of(groups, type).add(resource(type)));
        List<ApiGroup> all = new ArrayList<>();
        groups.forEach((name, versions) -> all.add(group(name, versions)));
        all.addAll(aggregated);
        all.sort(Comparator.comparing(ApiGroup::name));
        return all;
    }

    /** Returns the groups with those that others serve; where both have versions of one group, the others' come first. */
    public static List<ApiGroup> with(List<ApiGroup> groups, List<ApiGroup> others) {
        SortedMap<String, ApiGroup> all = new TreeMap<>();
        groups.forEach(group -> all.put(group.name(), group));
        others.forEach(other -> all.merge(other.name(), other, (own, more) -> joined(more, own)));
        return List.copyOf(all.values());
    }

    private static ApiGroup joined(ApiGroup first, ApiGroup second) {
        List<ApiGroup.Version> versions = new ArrayList<>(first.versions());
        second.versions().stream()
                .filter(version -> first.versions().stream()
                        .noneMatch(known -> known.name().equals(version.name())))
                .forEach(versions::add);
        return new ApiGroup(first.name(), versions);
    }

    private static List<ApiResource> of(Map<String, SortedMap<String, List<ApiResource>>> groups, ResourceType type) {
        return groups.computeIfAbsent(type.group(), name -> new TreeMap<>(new VersionOrder()))
                .computeIfAbsent(type.version(), version -> new ArrayList<>());
    }

    private static ApiGroup group(String name, SortedMap<String, List<ApiResource>> versions) {
        List<ApiGroup.Version> ordered = new ArrayList<>();
        versions.forEach((version, resources) -> {
            resources.sort(Comparator.comparing(ApiResource::name));
            ordered.add(new ApiGroup.Version(version, resources));
        });
        return new ApiGroup(name, ordered);
    }

    private static List<ApiResource> resources(ResourceType type) {
        List<ApiResource> resources = new ArrayList<>();
        resources.add(resource(type));
        type.subresources().stream().sorted().forEach(name -> resources.add(subresource(type, name)));
        return resources;
    }

    private static ApiResource resource(ResourceType type) {
        return new ApiResource(
                type.plural(),
                type.singular(),
                type.namespaced(),
                kind(type),
                type.verbs(),
                type.shortNames(),
                type.categories());
    }

    private static ApiResource subresource(ResourceType type, String name) {
        String parent = type.plural();
        boolean namespaced = type.namespaced();
        return switch (name) {
            case "scale" -> ApiResource.sub(parent, name, namespaced, SCALE, "get", "patch", "update");
            case "eviction" -> ApiResource.sub(parent, name, namespaced, EVICTION, "create");
            case "binding" ->
                ApiResource.sub(parent, name, namespaced, new ApiResource.Kind("", "v1", "Binding"), "create");
            case "finalize" -> ApiResource.sub(parent, name, namespaced, kind(type), "update");
            case "log" -> ApiResource.sub(parent, name, namespaced, kind(type), "get");
            default -> ApiResource.sub(parent, name, namespaced, kind(type), "get", "patch", "update");
        };
    }

    private static ApiResource.Kind kind(ResourceType type) {
        return new ApiResource.Kind(type.group(), type.version(), type.kind());
    }
}
