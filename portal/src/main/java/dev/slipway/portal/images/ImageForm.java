package dev.slipway.portal.images;

import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * What was typed into the form for a new image.
 *
 * @param upload whether a file is uploaded; else it is imported from an address
 * @param project namespace of the image
 * @param name name of the image
 * @param url address to import from; empty for an upload
 * @param file name of the file to upload; empty for an import
 * @param checksum what the file must hash to, such as {@code sha256:…}; empty for no check
 * @param size size of the disk in GiB
 * @param storageClass storage class; empty for the cluster's default
 * @param os operating system; empty to guess it by the name
 * @param description what it is; may be empty
 */
public record ImageForm(
        boolean upload,
        String project,
        String name,
        String url,
        String file,
        String checksum,
        String size,
        String storageClass,
        String os,
        String description) {
    /** Size in GiB that most cloud images fit into. */
    static final String USUAL_SIZE = "10";

    /** Operating systems that have an icon, as annotations name them. */
    static final List<String> SYSTEMS =
            List.of("debian", "ubuntu", "fedora", "rhel", "rocky", "opensuse", "windows", "freebsd", "linux");

    private static final int LONGEST_NAME = 63;

    /** Defaults that just work; the name may be empty. */
    static ImageForm fresh(boolean upload, String project, String name) {
        return new ImageForm(upload, project.isEmpty() ? "default" : project, name, "", "", "", USUAL_SIZE, "", "", "");
    }

    /** Reads the fields; a missing name comes from address or file, a missing size is the usual one. */
    static ImageForm of(MultivaluedMap<String, String> fields) {
        boolean upload = "upload".equals(fields.getFirst("how"));
        String url = upload ? "" : text(fields, "url");
        String file = upload ? text(fields, "file-name") : "";
        String name = text(fields, "name");
        String size = text(fields, "size");
        return new ImageForm(
                upload,
                text(fields, "project"),
                name.isEmpty() ? nameOf(upload ? file : url) : name,
                url,
                file,
                upload ? "" : text(fields, "checksum"),
                size.isEmpty() ? USUAL_SIZE : size,
                text(fields, "class"),
                text(fields, "os"),
                text(fields, "description"));
    }

    /** Returns the operating system, guessed by name, address and file unless it was chosen; empty if nothing tells. */
    String system() {
        if (SYSTEMS.contains(os)) {
            return os;
        }
        String all = (name + " " + url + " " + file).toLowerCase(Locale.ROOT);
        return SYSTEMS.stream().filter(all::contains).findFirst().orElse("");
    }

    /** Makes the name of an image from an address or a file: "Debian_12.qcow2.xz" becomes "debian-12". */
    static String nameOf(String address) {
        String last = path(address).replaceFirst(".*[/\\\\]", "").toLowerCase(Locale.ROOT);
        String stem = last.replaceFirst("(\\.(qcow2|raw|img|vmdk|iso|vdi|vhdx?|ova|tar|gz|xz|zst|bz2))+$", "");
        String plain = stem.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME).replaceAll("-+$", "") : plain;
    }

    private static String path(String address) {
        try {
            String path = URI.create(address).getPath();
            return path == null ? address : path;
        } catch (IllegalArgumentException _) {
            return address;
        }
    }

    private static String text(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value.strip();
    }

    /** Returns the systems for a list of choices. */
    static List<String> systems() {
        return SYSTEMS.stream().sorted().toList();
    }
}
