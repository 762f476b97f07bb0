/** The life of one guest as facts and decisions: phases, pause reasons, how it ended. No process, no socket, no clock. */
@NullMarked
package dev.slipway.launcher.lifecycle;

import org.jspecify.annotations.NullMarked;
