/** Labels, annotations, finalizers and fixed object names that several parts must spell alike. */
@NullMarked
package dev.slipway.api.names;

import org.jspecify.annotations.NullMarked;
