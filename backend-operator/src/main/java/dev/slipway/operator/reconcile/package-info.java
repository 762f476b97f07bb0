/** Brings one object after another to its wanted state: keys, a queue, retries. Knows no kind of object. */
@NullMarked
package dev.slipway.operator.reconcile;

import org.jspecify.annotations.NullMarked;
