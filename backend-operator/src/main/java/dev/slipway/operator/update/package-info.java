/** Brings running guests to the installation's launcher, and to what has changed of themselves. */
@NullMarked
package dev.slipway.operator.update;

import org.jspecify.annotations.NullMarked;
