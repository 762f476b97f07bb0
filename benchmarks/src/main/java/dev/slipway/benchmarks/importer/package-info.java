/** How fast disks come in, against the tools that one would use by hand. */
@NullMarked
package dev.slipway.benchmarks.importer;

import org.jspecify.annotations.NullMarked;
