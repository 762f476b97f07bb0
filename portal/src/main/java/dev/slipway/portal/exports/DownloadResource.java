package dev.slipway.portal.exports;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Missing;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches files of exports for the browser, with the token that the visitor may read. */
@Path("/exports/{namespace}/{name}/files/{file}")
@RunOnVirtualThread
public class DownloadResource {
    private static final List<String> PASSED_BACK =
            List.of("Content-Type", "Content-Length", "Content-Range", "Accept-Ranges", "ETag", "Last-Modified");

    private final Exports exports;
    private final CurrentVisit current;

    DownloadResource(Exports exports, CurrentVisit current) {
        this.exports = exports;
        this.current = current;
    }

    @GET
    public Response fetch(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("file") String file,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange) {
        Visit visit = current.get();
        ExportPage page = exports.page(visit, exports.row(visit, new ObjectKey(namespace, name)));
        ExportRow.Link link = page.row().links().stream()
                .filter(found -> found.single() && found.file().equals(file))
                .findFirst()
                .orElseThrow(() ->
                        new Missing("The export " + name + " has no " + file + " now.", "Its page lists what it has."));
        if (page.token().isEmpty()) {
            throw new Missing("The export " + name + " cannot be fetched.", page.noToken());
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ExportRow.TOKEN_HEADER, page.token());
        if (link.isManifest()) {
            headers.put("Accept", "application/yaml");
        }
        if (range != null) {
            headers.put("Range", range);
        }
        if (ifRange != null) {
            headers.put("If-Range", ifRange);
        }
        try {
            return answer(ExportedFile.open(link.url(), page.row().certificate(), headers), file);
        } catch (IOException e) {
            throw new Missing(
                    "The export " + name + " does not answer.",
                    ClusterConnection.cause(e) + ". Its page says whether it is ready; the commands there fetch it"
                            + " without the portal.");
        }
    }

    private static Response answer(ExportedFile exported, String file) throws IOException {
        if (exported.status() != 200 && exported.status() != 206 && exported.status() != 416) {
            try (exported) {
                throw new IOException("it answers " + exported.status() + ": " + exported.sentence());
            }
        }
        Response.ResponseBuilder response = Response.status(exported.status())
                .entity((StreamingOutput) exported::passTo)
                .header("Content-Disposition", "attachment; filename=\"" + file + "\"")
                .header("Cache-Control", "no-store");
        PASSED_BACK.forEach(name -> exported.header(name).ifPresent(value -> response.header(name, value)));
        return response.build();
    }
}
