/** Exports: disks that are given out for a while to whoever has their token. What is exported is known to {@code machines} and {@code images}. */
@NullMarked
package dev.slipway.portal.exports;

import org.jspecify.annotations.NullMarked;
