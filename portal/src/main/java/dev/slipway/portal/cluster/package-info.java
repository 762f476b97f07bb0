/** The portal's view of the cluster: mirrors of the objects it shows, and the connections it acts through. No decisions, no pages. */
@NullMarked
package dev.slipway.portal.cluster;

import org.jspecify.annotations.NullMarked;
