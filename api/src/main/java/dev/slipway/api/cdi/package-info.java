/** The resources and values of cdi.kubevirt.io/v1beta1: volumes that are filled from a source. No behaviour. */
@NullMarked
package dev.slipway.api.cdi;

import org.jspecify.annotations.NullMarked;
