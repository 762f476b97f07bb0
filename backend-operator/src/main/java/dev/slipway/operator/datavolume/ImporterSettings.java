package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.api.cdi.ImportProxy;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How importers are run.
 *
 * @param image their image
 * @param imagePullPolicy when a node fetches that image
 * @param loopbackSources whether URLs may point to the machine itself
 * @param mostTries how often an import is tried whose failures may pass
 * @param firstRetry delay before the second try; it grows with the square of the tries, to five minutes at most
 * @param config what the admins of the cluster want
 * @param overhead what file systems need for themselves
 */
public record ImporterSettings(
        String image,
        String imagePullPolicy,
        boolean loopbackSources,
        int mostTries,
        Duration firstRetry,
        CDIConfigSpec config,
        FileSystemOverhead overhead) {
    private static final CDIConfigSpec NO_WISHES =
            CDIConfigSpecBuilder.builder().build();
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** The same for a cluster whose admins want nothing in particular. */
    public ImporterSettings(
            String image, String imagePullPolicy, boolean loopbackSources, int mostTries, Duration firstRetry) {
        this(
                image,
                imagePullPolicy,
                loopbackSources,
                mostTries,
                firstRetry,
                NO_WISHES,
                FileSystemOverhead.of(NO_WISHES, Optional.empty()));
    }

    /** Returns the same as the admins of the cluster want it. */
    public ImporterSettings under(CDIConfigSpec wishes) {
        return under(wishes, Optional.empty());
    }

    /**
     * Returns the same as the admins of the cluster want it.
     *
     * @param usualClass the storage class that a claim gets which names none
     */
    public ImporterSettings under(CDIConfigSpec wishes, Optional<String> usualClass) {
        return new ImporterSettings(
                image,
                imagePullPolicy,
                loopbackSources,
                mostTries,
                firstRetry,
                wishes,
                FileSystemOverhead.of(wishes, usualClass));
    }

    /** Returns what a Pod asks for, and how much it may have. */
    public ResourceRequirements resources() {
        return PodResources.under(config);
    }

    /** Returns the proxy through which imports go, if the admins have named one. */
    Optional<ImportProxy> proxy() {
        return Optional.ofNullable(config.importProxy());
    }

    /** Returns the ConfigMap in the operator's namespace with the authorities of that proxy. */
    Optional<String> proxyAuthorities() {
        return proxy().map(ImportProxy::trustedCAProxy).filter(name -> !name.isBlank());
    }

    /** Returns whether storage for a whole disk is reserved. */
    boolean preallocates(DataVolumeSpec volume) {
        return Optional.ofNullable(volume.preallocation())
                .or(() -> Optional.ofNullable(config.preallocation()))
                .orElse(false);
    }

    /** Returns whether a registry may do without sound certificates, or without TLS. */
    boolean isInsecure(String registry) {
        return Optional.ofNullable(config.insecureRegistries())
                .orElse(List.of())
                .contains(registry);
    }

    /** Returns the usual settings for an image: ten tries, the second after five seconds. */
    public static ImporterSettings of(String image) {
        return new ImporterSettings(image, "IfNotPresent", false, 10, Duration.ofSeconds(5));
    }

    /** Returns the delay before the next try after so many. */
    Duration delay(int tries) {
        Duration delay = firstRetry.multipliedBy((long) tries * tries);
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
