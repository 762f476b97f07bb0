/** From interfaces and networks to the wiring that the node-agent does. */
@NullMarked
package dev.slipway.machine.network;

import org.jspecify.annotations.NullMarked;
