/** How fast the portal's pages are when there are many machines. */
@NullMarked
package dev.slipway.benchmarks.portal;

import org.jspecify.annotations.NullMarked;
