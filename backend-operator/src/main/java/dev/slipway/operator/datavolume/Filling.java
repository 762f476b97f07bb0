package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.api.cdi.DataVolumeSourceGCS;
import dev.slipway.api.cdi.DataVolumeSourceHTTP;
import dev.slipway.api.cdi.DataVolumeSourceRegistry;
import dev.slipway.api.cdi.DataVolumeSourceS3;
import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.operator.reconcile.ObjectKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the content of a DataVolume comes from. */
sealed interface Filling {
    /** The sources of CDI that Slipway does not read, by name. */
    Map<String, Function<DataVolumeSource, @Nullable Object>> NAMES = Map.of(
            "imageio", DataVolumeSource::imageio,
            "vddk", DataVolumeSource::vddk);

    /** Returns the verb of the importer's command. */
    String verb();

    /** Returns whether the content comes from outside of the cluster, maybe through a proxy. */
    default boolean isFetched() {
        return this instanceof Http || this instanceof Registry || this instanceof Bucket;
    }

    /** Returns CDI's phase while the Pod is on its way. */
    default String scheduled() {
        return "ImportScheduled";
    }

    /** Returns CDI's phase while the Pod works. */
    default String active() {
        return "ImportInProgress";
    }

    /** Returns the message of a filling that has succeeded. */
    default String complete() {
        return "Import Complete";
    }

    /**
     * A file on an HTTP server.
     *
     * @param source what the DataVolume says of it
     */
    record Http(DataVolumeSourceHTTP source) implements Filling {
        @Override
        public String verb() {
            return "import";
        }
    }

    /**
     * The disk in a container image of a registry.
     *
     * @param source what the DataVolume says of it
     */
    record Registry(DataVolumeSourceRegistry source) implements Filling {
        private static final String SCHEME = "docker://";

        @Override
        public String verb() {
            return "import";
        }

        /** Returns the name of the image, as it was given. */
        String url() {
            return Optional.ofNullable(source.url()).orElse("");
        }

        /** Returns the host of the registry, with its port; empty for an image that names none. */
        String host() {
            String name = url().startsWith(SCHEME) ? url().substring(SCHEME.length()) : url();
            int slash = name.indexOf('/');
            return slash < 0 ? "" : name.substring(0, slash);
        }

        /** Returns why it cannot be read, if that is seen already. */
        Optional<DataVolumeProblem> problem() {
            if (source.imageStream() != null) {
                return Optional.of(new DataVolumeProblem.RegistryUnsupported(
                        "imageStream", source.imageStream(), "name the image in spec.source.registry.url"));
            }
            if ("node".equals(source.pullMethod())) {
                return Optional.of(new DataVolumeProblem.RegistryUnsupported(
                        "pullMethod",
                        "node",
                        "use pod, and a Secret in spec.source.registry.secretRef if it needs one"));
            }
            return url().startsWith(SCHEME)
                    ? Optional.empty()
                    : Optional.of(new DataVolumeProblem.RegistryUnsupported(
                            "url", url(), "name an image of a registry, as in docker://host/path:tag"));
        }
    }

    /**
     * An object in a bucket.
     *
     * @param kind {@code s3} or {@code gcs}, as the DataVolume and the importer call it
     * @param url where it is
     * @param secretRef who we are
     * @param certConfigMap whom we believe
     */
    record Bucket(
            String kind,
            String url,
            @Nullable String secretRef,
            @Nullable String certConfigMap) implements Filling {
        static Bucket of(DataVolumeSourceS3 source) {
            return new Bucket(
                    "s3", Optional.ofNullable(source.url()).orElse(""), source.secretRef(), source.certConfigMap());
        }

        static Bucket of(DataVolumeSourceGCS source) {
            return new Bucket("gcs", Optional.ofNullable(source.url()).orElse(""), source.secretRef(), null);
        }

        @Override
        public String verb() {
            return "import";
        }
    }

    /** A client that sends it. */
    record Upload() implements Filling {
        @Override
        public String verb() {
            return "upload";
        }

        @Override
        public String scheduled() {
            return "UploadScheduled";
        }

        @Override
        public String active() {
            return "UploadReady";
        }

        @Override
        public String complete() {
            return "Upload Complete";
        }
    }

    /**
     * Another claim.
     *
     * @param source that claim
     */
    record Clone(ObjectKey source) implements Filling {
        @Override
        public String verb() {
            return "clone";
        }

        @Override
        public String scheduled() {
            return "CloneScheduled";
        }

        @Override
        public String active() {
            return "CloneInProgress";
        }

        @Override
        public String complete() {
            return "Clone Complete";
        }
    }

    /**
     * A snapshot of a claim.
     *
     * @param snapshot that snapshot
     */
    record Restore(ObjectKey snapshot) implements Filling {
        /** What the storage has restored is only made as large as was asked. */
        @Override
        public String verb() {
            return "grow";
        }

        @Override
        public String scheduled() {
            return "CloneScheduled";
        }

        @Override
        public String active() {
            return "CloneInProgress";
        }

        @Override
        public String complete() {
            return "Clone Complete";
        }
    }

    /** Nowhere: the disk is empty. */
    record Blank() implements Filling {
        @Override
        public String verb() {
            return "blank";
        }
    }

    /** Returns where the content comes from, or nothing if from a reference or a source that Slipway cannot read. */
    static Optional<Filling> of(DataVolume volume) {
        Optional<DataVolumeSource> source = source(volume);
        return source.map(DataVolumeSource::http)
                .<Filling>map(Http::new)
                .or(() -> source.map(DataVolumeSource::s3).map(Bucket::of))
                .or(() -> source.map(DataVolumeSource::gcs).map(Bucket::of))
                .or(() -> source.map(DataVolumeSource::registry).map(Registry::new))
                .or(() -> source.map(DataVolumeSource::upload).map(_ -> new Upload()))
                .or(() -> source.map(DataVolumeSource::blank).map(_ -> new Blank()))
                .or(() -> source.map(DataVolumeSource::pvc)
                        .map(claim -> new Clone(key(volume, claim.namespace(), claim.name()))))
                .or(() -> source.map(DataVolumeSource::snapshot)
                        .map(snapshot -> new Restore(key(volume, snapshot.namespace(), snapshot.name()))));
    }

    /** Returns the name of the source that a DataVolume names, for messages. */
    static String name(DataVolume volume) {
        Optional<DataVolumeSource> source = source(volume);
        if (source.isEmpty()) {
            return "spec.source";
        }
        return NAMES.entrySet().stream()
                .filter(name -> name.getValue().apply(source.get()) != null)
                .map(name -> "spec.source." + name.getKey())
                .findFirst()
                .orElse("spec.source");
    }

    private static ObjectKey key(DataVolume volume, @Nullable String namespace, @Nullable String name) {
        return new ObjectKey(
                Optional.ofNullable(namespace)
                        .filter(given -> !given.isEmpty())
                        .orElseGet(() -> volume.getMetadata().getNamespace()),
                Optional.ofNullable(name).orElse(""));
    }

    private static Optional<DataVolumeSource> source(DataVolume volume) {
        return Optional.ofNullable(volume.getSpec()).map(DataVolumeSpec::source);
    }
}
