package dev.slipway.importer.registry;

import dev.slipway.importer.http.Proxies;
import dev.slipway.importer.http.Trust;
import java.util.Optional;

/**
 * What the admin said about an image.
 *
 * @param reference its name
 * @param credentials {@code user:password} for the registry
 * @param trust whose certificates are believed
 * @param insecure whether the registry may do without sound certificates, or without TLS
 * @param loopbackAllowed whether the registry may have a loopback address
 * @param architecture which of the images of a list, as in {@code amd64}
 * @param proxies the proxies between us and the registry
 */
public record ImageRequest(
        ImageReference reference,
        Optional<String> credentials,
        Trust trust,
        boolean insecure,
        boolean loopbackAllowed,
        String architecture,
        Proxies proxies) {
    /** Returns what an image of this machine's own kind is called. */
    public static String ownArchitecture() {
        String name = System.getProperty("os.arch", "");
        return name.equals("aarch64") ? "arm64" : name;
    }
}
