package dev.slipway.portal.exports;

import dev.slipway.api.export.Condition;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.export.VirtualMachineExportLink;
import dev.slipway.api.export.VirtualMachineExportLinks;
import dev.slipway.api.export.VirtualMachineExportStatus;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.machines.MachineFacts;
import dev.slipway.portal.machines.MachineState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An export as pages show it.
 *
 * @param key namespace and name
 * @param source what is exported: its kind in words and its name
 * @param sourcePage address of its page; empty if the portal has none
 * @param icon icon of the state
 * @param colour colour of that
 * @param state state in words
 * @param reason what it waits for; may be empty
 * @param expires when it ends by itself
 * @param links what can be fetched from outside of the cluster
 * @param inside whether the addresses hold in the cluster only
 * @param certificate PEM of the authority of the addresses; may be empty
 * @param secret Secret with the token; empty if there is none yet
 */
public record ExportRow(
        ObjectKey key,
        String source,
        String sourcePage,
        String icon,
        String colour,
        String state,
        String reason,
        Optional<Instant> expires,
        List<Link> links,
        boolean inside,
        String certificate,
        String secret) {
    /**
     * Something that can be fetched.
     *
     * @param name name of the volume, or what the manifest holds
     * @param format format in words
     * @param file name to keep it under
     * @param url address
     */
    public record Link(String name, String format, String file, String url) {
        boolean isManifest() {
            return format.equals(MANIFEST);
        }

        /** Returns whether it is one file, no list of them. */
        public boolean single() {
            return !format.equals(LIST);
        }
    }

    private static final String MANIFEST = "manifest";
    private static final String LIST = "list of files";

    /** Header that carries the token of an export. */
    static final String TOKEN_HEADER = "x-kubevirt-export-token";

    static ExportRow of(VirtualMachineExport export) {
        Optional<VirtualMachineExportStatus> status = Optional.ofNullable(export.getStatus());
        Optional<VirtualMachineExportLinks> all = status.map(VirtualMachineExportStatus::links);
        Optional<VirtualMachineExportLink> outside = all.map(VirtualMachineExportLinks::external);
        Optional<VirtualMachineExportLink> link = outside.or(() -> all.map(VirtualMachineExportLinks::internal));
        String phase = status.map(found -> text(found.phase())).orElse("");
        ObjectKey key = ObjectKey.of(export);
        var reference = export.getSpec().source();
        String name = reference == null ? "" : text(reference.getName());
        Optional<ExportSource> source =
                reference == null ? Optional.empty() : ExportSource.ofKind(text(reference.getKind()));
        boolean ready = phase.equals("Ready");
        boolean over = phase.equals("Terminated") || phase.equals("Skipped");
        return new ExportRow(
                key,
                source.map(ExportSource::noun).orElse("object") + " " + name,
                source.map(found -> found.page(new ObjectKey(key.namespace(), name)))
                        .orElse(""),
                ready ? "check" : over ? "stopped" : "starting",
                ready ? "ok" : over ? "off" : "busy",
                export.getMetadata().getDeletionTimestamp() != null
                        ? "Being deleted"
                        : ready ? "Ready" : over ? "Over" : "Waiting",
                ready ? "" : reason(status),
                status.flatMap(found -> MachineState.time(found.ttlExpirationTime())),
                ready ? link.map(ExportRow::links).orElse(List.of()) : List.of(),
                outside.isEmpty(),
                link.map(found -> text(found.cert())).orElse(""),
                status.map(found -> text(found.tokenSecretRef())).orElse(""));
    }

    /** Returns the path of its page. */
    public String path() {
        return "/exports/" + key.namespace() + "/" + key.name();
    }

    /** Returns the time that is left. */
    public Optional<Duration> left(Instant now) {
        return expires.map(end -> Duration.between(now, end)).filter(span -> !span.isNegative());
    }

    /** Returns the path under which the portal fetches something. */
    public String download(Link link) {
        return path() + "/files/" + link.file;
    }

    /** Returns the command that fetches something; the token is in a variable, so that it is not in a history of commands. */
    public String curl(Link link) {
        String authority = certificate.isEmpty() ? "" : " --cacert " + key.name() + ".pem";
        return "curl --fail -L" + authority + " -C - -H \"" + TOKEN_HEADER + ": $TOKEN\" -o " + link.file + " \""
                + link.url + "\"";
    }

    /** Returns the command that reads the token. */
    public String tokenCommand() {
        return "TOKEN=$(kubectl -n " + key.namespace() + " get secret " + secret
                + " -o jsonpath='{.data.token}' | base64 -d)";
    }

    /** Returns the command that keeps the certificate. */
    public String certificateCommand() {
        return "kubectl -n " + key.namespace() + " get vmexport " + key.name() + " -o jsonpath='{.status.links."
                + (inside ? "internal" : "external") + ".cert}' > " + key.name() + ".pem";
    }

    /** Returns the command of virtctl that fetches the first volume. */
    public String virtctl() {
        String volume = links.stream()
                .filter(link -> !link.isManifest())
                .map(link -> " --volume " + link.name + " --output " + link.name + ".img.gz")
                .findFirst()
                .orElse("");
        return "virtctl -n " + key.namespace() + " vmexport download " + key.name() + volume
                + (inside ? " --port-forward" : "");
    }

    private static List<Link> links(VirtualMachineExportLink link) {
        return java.util.stream.Stream.concat(
                        MachineFacts.list(link.volumes()).stream()
                                .flatMap(volume -> MachineFacts.list(volume.formats()).stream()
                                        .map(format -> new Link(
                                                text(volume.name()),
                                                words(text(format.format())),
                                                text(volume.name()) + suffix(text(format.format())),
                                                text(format.url())))),
                        MachineFacts.list(link.manifests()).stream()
                                .map(manifest -> new Link(
                                        text(manifest.type()).equals("all")
                                                ? "Everything, to make it elsewhere"
                                                : "Secret with the token",
                                        MANIFEST,
                                        text(manifest.type()) + ".yaml",
                                        text(manifest.url()))))
                .toList();
    }

    private static String words(String format) {
        return switch (format) {
            case "gzip" -> "raw, gzip";
            case "dir" -> LIST;
            default -> format;
        };
    }

    private static String suffix(String format) {
        return switch (format) {
            case "gzip" -> ".img.gz";
            case "raw" -> ".img";
            case "tar.gz" -> ".tar.gz";
            default -> "";
        };
    }

    private static String reason(Optional<VirtualMachineExportStatus> status) {
        List<Condition> conditions =
                status.map(found -> MachineFacts.list(found.conditions())).orElse(List.of());
        return conditions.stream()
                .filter(condition -> "Ready".equals(condition.type()) && "False".equals(condition.status()))
                .map(condition -> "InUse".equals(condition.reason())
                        ? "It is in use: the export goes on when the machine is off."
                        : Objects.requireNonNullElse(condition.message(), text(condition.reason())))
                .findFirst()
                .orElse("");
    }

    private static String text(@Nullable String value) {
        return MachineFacts.text(value);
    }
}
