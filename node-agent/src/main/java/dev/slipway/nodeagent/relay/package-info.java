/** The way of consoles and subresources into the launchers of a node ({@code docs/contracts.md} §3), and the health endpoint. */
@NullMarked
package dev.slipway.nodeagent.relay;

import org.jspecify.annotations.NullMarked;
