package dev.slipway.standalone.apiserver.fields;

import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.List;

/** Fields that nobody owns: those the server keeps itself, and those a write cannot reach. */
final class Ignored {
    private static final List<String> ROOT = List.of("apiVersion", "kind");
    private static final List<String> METADATA = List.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "generation",
            "managedFields",
            "resourceVersion",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    /** Every object has metadata, so nobody adds it. */
    static final FieldSet METADATA_ITSELF = new FieldSet();

    static {
        METADATA_ITSELF.insert(new PathElement.Field("metadata"));
    }

    private Ignored() {}

    static FieldSet paths(ResourceType type, String subresource) {
        FieldSet paths = new FieldSet();
        ROOT.forEach(name -> paths.insert(new PathElement.Field(name)));
        METADATA.forEach(name -> paths.insert(List.of(new PathElement.Field("metadata"), new PathElement.Field(name))));
        if (subresource.equals("status")) {
            paths.insert(new PathElement.Field("spec"));
        } else if (type.subresources().contains("status")) {
            paths.insert(new PathElement.Field("status"));
        }
        return paths;
    }
}
