/** Events of the parts that stand in for Kubernetes' own. */
@NullMarked
package dev.slipway.standalone.events;

import org.jspecify.annotations.NullMarked;
