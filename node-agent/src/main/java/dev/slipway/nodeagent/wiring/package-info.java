/** The doing of wiring plans: reads a Pod's network, runs the plan's commands, serves DHCP, and remembers what was done. */
@NullMarked
package dev.slipway.nodeagent.wiring;

import org.jspecify.annotations.NullMarked;
