/** The resources and values of clone.kubevirt.io/v1beta1: clones of machines. No behaviour. */
@NullMarked
package dev.slipway.api.clone;

import org.jspecify.annotations.NullMarked;
