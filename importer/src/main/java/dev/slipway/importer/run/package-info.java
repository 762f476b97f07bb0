/** One import from request to termination message. */
@NullMarked
package dev.slipway.importer.run;

import org.jspecify.annotations.NullMarked;
