package dev.slipway.standalone.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One served version of one kind.
 *
 * @param group API group, {@code ""} for core
 * @param version e.g. {@code v1}
 * @param kind e.g. {@code Pod}
 * @param plural e.g. {@code pods}
 * @param singular e.g. {@code pod}
 * @param shortNames e.g. {@code po}
 * @param categories e.g. {@code all}
 * @param namespaced whether objects live in a namespace
 * @param subresources any of {@code status}, {@code scale}, and for built-in kinds {@code log}, {@code eviction}…
 * @param verbs what clients may do, in the order of discovery
 * @param storage whether objects are stored in this version
 * @param schema structural schema ({@code openAPIV3Schema}) of the whole object; absent: anything goes
 * @param columns additional columns of {@code kubectl get}
 * @param selectableFields JSON paths that a CustomResourceDefinition opens to field selectors, e.g. {@code .spec.color}
 * @param deprecation what a client that uses this version is warned with; empty: nothing
 * @param scalePath where the scale subresource has the wanted number, e.g. {@code .spec.replicas}; empty: it has none
 * @param builtIn false if it comes from a CustomResourceDefinition
 */
@RecordBuilder
public record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        Set<String> subresources,
        List<String> verbs,
        boolean storage,
        @Nullable JsonNode schema,
        List<PrinterColumn> columns,
        List<String> selectableFields,
        String deprecation,
        String scalePath,
        boolean builtIn) {
    public ResourceType {
        selectableFields = List.copyOf(selectableFields);
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = Set.copyOf(subresources);
        verbs = List.copyOf(verbs);
        columns = List.copyOf(columns);
    }

    /** A type without selectable fields of its own, and not deprecated. */
    public ResourceType(
            String group,
            String version,
            String kind,
            String plural,
            String singular,
            List<String> shortNames,
            List<String> categories,
            boolean namespaced,
            Set<String> subresources,
            List<String> verbs,
            boolean storage,
            @Nullable JsonNode schema,
            List<PrinterColumn> columns,
            boolean builtIn) {
        this(
                group,
                version,
                kind,
                plural,
                singular,
                shortNames,
                categories,
                namespaced,
                subresources,
                verbs,
                storage,
                schema,
                columns,
                List.of(),
                "",
                "",
                builtIn);
    }

    /** Returns {@code group/version}, or the version alone for the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Returns the resource under which objects are stored; both event APIs show the same objects. */
    public GroupResource storedAs() {
        return group.equals("events.k8s.io") ? new GroupResource("", plural) : groupResource();
    }

    public GroupResource groupResource() {
        return new GroupResource(group, plural);
    }

    ResourceType withSubresources(String... names) {
        return ResourceTypeBuilder.builder(this).subresources(Set.of(names)).build();
    }

    ResourceType withCategories(String... names) {
        return ResourceTypeBuilder.builder(this).categories(List.of(names)).build();
    }

    ResourceType withVerbs(List<String> names) {
        return ResourceTypeBuilder.builder(this).verbs(names).build();
    }

    ResourceType notStored() {
        return ResourceTypeBuilder.builder(this).storage(false).build();
    }

    /** Returns the same type with the schema that the registry of built-in schemas knows. */
    public ResourceType withSchema(JsonNode known) {
        return ResourceTypeBuilder.builder(this).schema(known).build();
    }
}
