/** Watches the signs of life of node-agents and takes silent nodes out of scheduling. */
@NullMarked
package dev.slipway.operator.node;

import org.jspecify.annotations.NullMarked;
