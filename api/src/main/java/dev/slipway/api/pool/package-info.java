/** The resources and values of pool.kubevirt.io/v1beta1: pools of like machines. No behaviour. */
@NullMarked
package dev.slipway.api.pool;

import org.jspecify.annotations.NullMarked;
