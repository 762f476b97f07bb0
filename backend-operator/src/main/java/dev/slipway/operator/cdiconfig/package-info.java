/** The CDIConfig {@code config}, in which clients look for the address of uploads, and who says what is in it. */
@NullMarked
package dev.slipway.operator.cdiconfig;

import org.jspecify.annotations.NullMarked;
