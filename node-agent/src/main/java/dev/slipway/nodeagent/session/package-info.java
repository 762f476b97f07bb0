/** The following of one launcher Pod from its start to its end: connect, wire, launch, mirror, stop. */
@NullMarked
package dev.slipway.nodeagent.session;

import org.jspecify.annotations.NullMarked;
