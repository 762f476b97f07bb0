package dev.slipway.portal.exports;

import dev.slipway.portal.layout.Frame;
import java.util.List;

/**
 * The page of an export.
 *
 * @param row the export
 * @param csrf token for forms
 * @param left time left in words; empty if it is not known
 * @param token the token; empty if the visitor may not read it, or there is none yet
 * @param noToken why there is no token here; empty if there is one
 */
public record ExportPage(ExportRow row, String csrf, String left, String token, String noToken) {
    /** The list of exports. */
    public record Listing(Frame frame, List<ExportRow> rows, List<String> left, String blind) {}
}
