/** The moves of running machines between nodes, of the whole cluster: how far they are, why they failed. To ask for one is in machines. */
@NullMarked
package dev.slipway.portal.migrations;

import org.jspecify.annotations.NullMarked;
