/** Fills DataVolumes: claims, importer and upload Pods, progress, retries. The bytes are the importer's business. */
@NullMarked
package dev.slipway.operator.datavolume;

import org.jspecify.annotations.NullMarked;
