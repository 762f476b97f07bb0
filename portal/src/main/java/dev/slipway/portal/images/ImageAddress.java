package dev.slipway.portal.images;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The address that an image is imported from, as a user typed it. */
public final class ImageAddress {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final String EXAMPLE = "https://images.example.com/debian-12.qcow2.";

    private ImageAddress() {}

    /** Returns what is wrong with an address in one sentence; empty if an import can be tried. */
    public static Optional<String> problem(String text) {
        if (text.isEmpty()) {
            return Optional.of(
                    "Give the http or https address of a qcow2, raw, VMDK or ISO image, also gz, xz or zst.");
        }
        try {
            return problem(text, URI.create(text));
        } catch (IllegalArgumentException e) {
            return Optional.of(Quoted.of(text) + " is no address. Write it like " + EXAMPLE);
        }
    }

    private static Optional<String> problem(String text, URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            return Optional.of(
                    Quoted.of(text) + " begins with neither http:// nor https://; only these two can be imported.");
        }
        if (address.getHost() == null) {
            return Optional.of(Quoted.of(text) + " names no host. Write it like " + EXAMPLE);
        }
        if (isLinkLocal(address.getHost())) {
            return Optional.of(
                    Quoted.of(text)
                            + " leads to a link-local address, where a cloud keeps its secrets; no image is imported from there.");
        }
        return address.getUserInfo() == null
                ? Optional.empty()
                : Optional.of("The address carries a user or password, which everybody could read. Leave it out; "
                        + "a Secret for the source can be named in a DataVolume's YAML.");
    }

    /** Names are looked up by the importer, which refuses such addresses, too. */
    private static boolean isLinkLocal(String host) {
        try {
            return InetAddress.ofLiteral(host).isLinkLocalAddress();
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }
}
