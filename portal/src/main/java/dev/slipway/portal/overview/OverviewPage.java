package dev.slipway.portal.overview;

import dev.slipway.portal.layout.Frame;

/**
 * The overview, ready for its template.
 *
 * @param frame frame
 * @param overview numbers
 * @param mayCreate whether the visitor may create machines here
 * @param mayImport whether the visitor may make images here
 */
record OverviewPage(Frame frame, Overview overview, boolean mayCreate, boolean mayImport) {}
