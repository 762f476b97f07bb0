package dev.slipway.importer.registry;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a container image, with the defaults that all tools have: registry docker.io, namespace library, tag latest.
 *
 * @param host registry, with its port if it is not the usual one
 * @param repository path in the registry
 * @param tag tag, where no digest is given
 * @param digest digest of the manifest
 */
public record ImageReference(String host, String repository, String tag, Optional<String> digest) {
    private static final String SCHEME = "docker://";
    private static final String HUB = "docker.io";
    private static final Pattern PATH = Pattern.compile("[a-z0-9]+(?:(?:\\.|_{1,2}|-+|/)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /**
     * Reads {@code docker://host/path:tag@digest}.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong, fit to follow "the image name"
     */
    public static ImageReference parse(String url) {
        if (!url.startsWith(SCHEME)) {
            throw new IllegalArgumentException("does not begin with docker://");
        }
        String name = url.substring(SCHEME.length());
        int at = name.indexOf('@');
        Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(name.substring(at + 1));
        String plain = at < 0 ? name : name.substring(0, at);
        // A colon before the last slash belongs to the port.
        int colon = plain.indexOf(':', plain.lastIndexOf('/') + 1);
        String tag = colon < 0 ? "latest" : plain.substring(colon + 1);
        if (digest.isPresent() && !DIGEST.matcher(digest.get()).matches()) {
            throw new IllegalArgumentException("has a digest that is not sha256: and 64 hexadecimal digits");
        }
        if (!TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException("has a tag that is none");
        }
        return of(colon < 0 ? plain : plain.substring(0, colon), tag, digest);
    }

    private static ImageReference of(String name, String tag, Optional<String> digest) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hosted = first.contains(".") || first.contains(":") || first.equals("localhost");
        String host = hosted ? first : HUB;
        String path = hosted ? name.substring(slash + 1) : name;
        String repository = host.equals(HUB) && path.indexOf('/') < 0 ? "library/" + path : path;
        if (!PATH.matcher(repository).matches()) {
            throw new IllegalArgumentException(
                    "has a path that is none: lower-case letters, digits, '.', '_', '-', '/'");
        }
        return new ImageReference(host, repository, tag, digest);
    }

    /** Returns where the registry of this host really answers. */
    String server() {
        return host.equals(HUB) ? "registry-1.docker.io" : host;
    }

    /** Returns what names the manifest within its repository. */
    String version() {
        return digest.orElse(tag);
    }

    @Override
    public String toString() {
        return SCHEME + host + "/" + repository
                + digest.map(given -> "@" + given).orElse(":" + tag);
    }
}
