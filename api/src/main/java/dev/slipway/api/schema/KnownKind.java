package dev.slipway.api.schema;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Optional;

/**
 * A kind with its own definition.
 *
 * @param type the class of its objects, whose marks say its names
 * @param spec the record of its spec
 * @param status the record of its status, if it has one
 * @param subresources the parts that are written by themselves: {@code status}, {@code scale}
 * @param versions the versions in which it is served
 * @param columns the columns of {@code kubectl get}
 * @param category whether {@code kubectl get all} shows it
 */
record KnownKind(
        Class<? extends HasMetadata> type,
        Class<?> spec,
        Optional<Class<?>> status,
        List<String> subresources,
        List<KindVersion> versions,
        List<Column> columns,
        boolean category) {
    KnownKind {
        subresources = List.copyOf(subresources);
        versions = List.copyOf(versions);
        columns = List.copyOf(columns);
    }

    /** A kind with spec and status of which {@code kubectl get} shows the given columns; it is served in its own version. */
    static KnownKind of(Class<? extends HasMetadata> type, Class<?> spec, Class<?> status, Column... columns) {
        return new KnownKind(
                type,
                spec,
                Optional.of(status),
                List.of("status"),
                List.of(KindVersion.stored(type.getAnnotation(Version.class).value())),
                List.of(columns),
                true);
    }

    /** A kind that has a spec only. */
    static KnownKind of(Class<? extends HasMetadata> type, Class<?> spec, Column... columns) {
        return new KnownKind(
                type,
                spec,
                Optional.empty(),
                List.of(),
                List.of(KindVersion.stored(type.getAnnotation(Version.class).value())),
                List.of(columns),
                true);
    }

    KnownKind with(KindVersion... all) {
        return new KnownKind(type, spec, status, subresources, List.of(all), columns, category);
    }

    KnownKind with(String... parts) {
        return new KnownKind(type, spec, status, List.of(parts), versions, columns, category);
    }

    KnownKind outsideAll() {
        return new KnownKind(type, spec, status, subresources, versions, columns, false);
    }

    String group() {
        return type.getAnnotation(Group.class).value();
    }

    String kind() {
        return type.getAnnotation(Kind.class).value();
    }

    String plural() {
        return type.getAnnotation(Plural.class).value();
    }

    String singular() {
        return type.getAnnotation(Singular.class).value();
    }

    List<String> shortNames() {
        ShortNames names = type.getAnnotation(ShortNames.class);
        return names == null ? List.of() : List.of(names.value());
    }

    boolean namespaced() {
        return Namespaced.class.isAssignableFrom(type);
    }
}
