/** The CDIConfig {@code config}, in which clients look for the address of uploads. Its other fields configure nothing yet. */
@NullMarked
package dev.slipway.operator.cdiconfig;

import org.jspecify.annotations.NullMarked;
