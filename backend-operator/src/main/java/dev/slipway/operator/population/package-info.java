/**
 * Fills claims that name a source of CDI in {@code spec.dataSourceRef}: a DataVolume fills a second claim, whose volume the first
 * one gets. How DataVolumes are filled is datavolume's business.
 */
@NullMarked
package dev.slipway.operator.population;

import org.jspecify.annotations.NullMarked;
