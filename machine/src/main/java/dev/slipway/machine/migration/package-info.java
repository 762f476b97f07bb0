/** Whether and how a guest can move to another node. */
@NullMarked
package dev.slipway.machine.migration;

import org.jspecify.annotations.NullMarked;
